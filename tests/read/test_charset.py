"""Charset detection: the bytes count more than what is declared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Page
from monitor.read import parse_feed, read_page
from monitor.read.charset.decode import decode
from tests.cpu_time import is_within
from tests.read.documents import NOW, PARAGRAPH, entry, item, page, read, rss

KOREAN = "한국과 라오스는 범죄인 인도 조약의 발효 절차를 마쳤다고 외교부가 밝혔다. 똠방각하 펲시콜라"
LAO = "ສົນທິສັນຍາ ວ່າດ້ວຍ ການສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"
LIES = (
    "utf-16", "utf-32", "euc-kr", "latin-1", "zlib", "hex", "rot13", "bz2", "punycode", "idna",
    "unicode_escape", "undefined", "no-such-charset", "utf-7", "x" * 30,
)  # fmt: skip
CHINESE = "老挝与韩国签署引渡条约,外交部发言人表示将于春季生效。"


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        (KOREAN, "cp949", "euc-kr"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
        (CHINESE, "gb18030", "gb2312"),
        ("ラオスとの条約①が発効する", "cp932", "Shift_JIS"),
        ("ประเทศลาวลงนามสนธิสัญญา", "cp874", "tis-620"),
        ("Der Vertrag – „für alle“", "cp1252", "iso-8859-1"),
        ("Договор о выдаче вступил в силу", "koi8-r", "koi8-r"),
        ("ラオスとの条約", "iso2022_jp", "iso-2022-jp"),
    ],
)
def test_declared_charsets(text, charset, declared) -> None:
    """A charset declared in header, prolog or meta tag is read as the larger one that publishers mean."""
    body = text.encode(charset)
    prolog = f'<?xml version="1.0" encoding="{declared}"?><rss>'.encode() + body
    meta = f'<html><head><meta http-equiv="x" content="text/html; charset={declared}">'.encode() + body
    assert decode(body, f"text/xml; charset={declared}") == text
    assert text in decode(prolog)
    assert text in decode(meta, "text/html")


@pytest.mark.parametrize("text", ["ラオスとの条約", "Laos: 条約が「発効」 (MOU)", "日本、ラオス、韓国"])
def test_japanese_in_seven_bits(text) -> None:
    """ISO-2022-JP is recognised by its escapes, declared or not; other escapes are not taken for it."""
    assert decode(text.encode("iso2022_jp"), "text/html") == text
    assert (
        read(rss(item(title=text)).decode().replace(' encoding="utf-8"', "").encode("iso2022_jp"))
        .entries[0]
        .title
        == text
    )
    assert decode(b"\x1b[2J\x1b$B\x1b(B plain") == "\x1b[2J\x1b$B\x1b(B plain"


@pytest.mark.fault(94)
@pytest.mark.parametrize("claimed", LIES)
def test_a_wrong_charset_in_the_header(claimed) -> None:
    """A header with a wrong charset or an unknown codec does not lose a UTF-8 feed."""
    feed = read(rss(item(title=KOREAN)), f'application/xml; charset="{claimed}"')
    assert feed.entries[0].title == KOREAN
    ascii_feed = read(rss(item(title="plain")), f"application/xml; charset={claimed}")
    assert ascii_feed.entries[0].title == "plain"


@pytest.mark.fault(94)
@pytest.mark.parametrize("claimed", ["unicode_escape", "unicode-escape", "raw_unicode_escape", "utf-7"])
def test_codecs_that_are_not_web_charsets(claimed) -> None:
    """Codecs that turn harmless bytes into markup are never used, in any spelling."""
    text = r"caf\xe9 \x3cb\x3e \u003cb\u003e +ADw-b+AD4-"
    assert decode(
        text.encode("cp1252").replace(b"\\xe9", b"\xe9"), f"text/xml; charset={claimed}"
    ) == text.replace(r"\xe9", "\xe9")


@pytest.mark.fault(94)
@pytest.mark.parametrize("claimed", ["euc-kr", "windows-1252", "utf-16", "rot13", "us-ascii"])
def test_a_wrong_charset_in_the_prolog(claimed) -> None:
    """A prolog whose charset contradicts the bytes is ignored."""
    body = rss(item(title=f"{KOREAN} {LAO}")).replace(b"utf-8", claimed.encode())
    assert read(body, "").entries[0].title == f"{KOREAN} {LAO}"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_charsets(charset) -> None:
    """UTF-16 and UTF-32 are recognised by a byte order mark or by zeros in the markup."""
    body = rss(item(title=KOREAN)).decode().replace("utf-8", charset).encode(charset)
    assert read(body, "text/xml").entries[0].title == KOREAN


def test_a_few_broken_bytes_change_nothing() -> None:
    """UTF-8 that is cut inside a character, or holds a stray byte, is still UTF-8."""
    body = (KOREAN * 5).encode()
    assert decode(body[:-1], "text/html; charset=utf-8").startswith(KOREAN)
    assert decode(body[:30] + b"\xff" + body[30:]).endswith(KOREAN)


@pytest.mark.parametrize(("text", "charset"), [(KOREAN, "cp949"), ("caf\u00e9 cr\u00e8me", "cp1252")])
def test_guesses(text, charset) -> None:
    """If nothing is declared, the charset that gives common characters is chosen."""
    assert decode(text.encode(charset)) == text


def test_pages_are_decoded_before_they_are_parsed() -> None:
    """A Korean page in EUC-KR is read correctly with a header, a meta tag or neither."""
    html = page(*[f"{KOREAN} {n}" for n in range(10)], lang="ko").body.decode()
    for meta, header in (("euc-kr", ""), ("utf-8", "text/html; charset=euc-kr"), ("", "text/html")):
        body = html.replace('charset="utf-8"', f'charset="{meta}"').encode("cp949")
        article = read_page(Page("https://news.test/1", body, header), entry())
        assert KOREAN in article.text
        assert article.language == "ko"


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/html; charset=utf-16", "x; charset=big5", "charset=" + "a" * 99]),
)
def test_never_raises(body, header) -> None:
    """Any bytes with any header give text."""
    assert isinstance(decode(body, header), str)


@given(st.text(min_size=3, max_size=100))
def test_utf8_is_never_mistaken(text) -> None:
    """UTF-8 with enough characters beyond ASCII is recognised whatever the header declares."""
    body = (f"{PARAGRAPH} {KOREAN} {text}").encode("utf-8", "replace")
    for header in ("", "text/html; charset=euc-kr", "text/html; charset=iso-8859-1"):
        assert decode(body, header) == body.decode()


UNDECLARED = (
    ("ประเทศลาวลงนามสนธิสัญญาส่งผู้ร้ายข้ามแดนกับเกาหลีใต้", "cp874", "th"),
    ("ラオスと韓国は犯罪人引き渡し条約に署名した。", "euc_jp", "ja"),
    ("ラオスと韓国は犯罪人引き渡し条約に署名した。", "cp932", "ja"),
    ("한국과 라오스는 범죄인 인도 조약에 서명했다.", "cp949", "ko"),
    ("老挝与韩国签署引渡条约,将于春季生效。", "gb18030", "zh"),
    ("寮國與韓國簽署引渡條約,將於春季生效。", "big5", "zh-TW"),
    ("Лаос и Корея подписали договор о выдаче.", "cp1251", "ru"),
    ("Лаос и Корея подписали договор о выдаче.", "koi8-r", "ru"),
    ("Laos i Korea podpisały umowę o ekstradycji, ogłosiło ministerstwo w środę", "cp1250", "pl"),
    ("Laos i Korea podpisały umowę o ekstradycji, ogłosiło ministerstwo w środę", "iso8859-2", "pl"),
)


@pytest.mark.fault(223)
@pytest.mark.parametrize(("text", "charset", "language"), UNDECLARED)
@pytest.mark.parametrize("header", ["text/html", "text/html; charset=utf-8"])
def test_the_language_of_a_feed_tells_its_charset(
    text: str, charset: str, language: str, header: str
) -> None:
    """Text with a missing or wrong charset is decoded by the language of its feed or page."""
    feed = rss(item(title=text)).decode().replace(' encoding="utf-8"', "").encode(charset)
    parsed = parse_feed(feed, header, "https://news.test/rss", NOW, language=language)
    assert parsed.entries[0].title == text
    assert text in decode(f'<html lang="{language}"><p>{text}</p>'.encode(charset), header)


@pytest.mark.fault(223)
@pytest.mark.parametrize(("text", "charset", "language"), [row for row in UNDECLARED if row[2] != "pl"])
def test_a_script_tells_its_charset(text: str, charset: str, language: str) -> None:
    """Without a language, the decoded letters decide."""
    assert text * 2 in decode(f"<p>{text * 2}</p>".encode(charset))
    assert text * 2 in decode(f"<p>{text * 2}</p>".encode(charset), "text/html; charset=iso-8859-1")


@pytest.mark.fault(224)
@pytest.mark.parametrize("broken", [b"\xa9", b"\xe2\x80", b"\xff"])
def test_one_broken_byte_is_one(broken: bytes) -> None:
    """One broken byte in declared UTF-8 with few non-ASCII letters does not change the others."""
    text = "Laos’ ministry said it “will be faster”"
    body = f"<html><meta charset=utf-8><p>{text}</p><footer>".encode() + broken + b" 2026</footer></html>"
    assert text in decode(body, "text/html")
    assert text in decode(body, "text/html; charset=utf-8")
    assert decode(body).count("\ufffd") == 1


def test_a_late_meta_tag_and_unmarked_utf16() -> None:
    """A meta tag behind a long script is found; UTF-16 is recognised by its zeros."""
    text = "ລາວ und Südkorea – „für alle“ żółć"
    late = f"<html><script>{'x' * 20_000}</script><meta charset=iso-8859-2><p>żółć i kość</p>"
    assert "żółć i kość" in decode(late.encode("iso8859-2"), "text/html")
    assert text in decode(("  News of the day, and plain words. " * 3 + text).encode("utf-16-le"))


@pytest.mark.no_cover
def test_guessing_takes_no_time() -> None:
    """Five megabytes are guessed from a sample."""
    for text, charset, _ in UNDECLARED:
        body = (f"<p>{text}</p>" * 60_000).encode(charset)
        start = time.thread_time()
        assert text in decode(body)[:2000] or charset in {"cp1250", "iso8859-2"}
        assert is_within(time.thread_time() - start, 3)


@pytest.mark.fault(236)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Chính phủ Hàn Quốc và Lào đã thảo luận về hiệp định dẫn độ."),
        ("fr", "Le Laos et la Corée du Sud ont discuté du traité dans la capitale, pour la troisième fois."),
        (
            "es",
            "El gobierno de la ciudad dijo que los puentes del río se cerrarán por las obras en una semana.",
        ),
        ("pt", "O governo da cidade disse que as pontes do rio não serão fechadas para uma obra em maio."),
        (
            "it",
            "Il governo della città ha detto che i ponti del fiume non sono più aperti per una settimana.",
        ),
        (
            "de",
            "Die Regierung der Stadt hat gesagt, dass die Brücken nicht für eine Woche geschlossen werden.",
        ),
        (
            "id",
            "Pemerintah kota mengatakan bahwa jembatan itu akan ditutup untuk perbaikan pada bulan ini dan tidak dibuka.",  # noqa: E501
        ),
    ],
)
def test_the_lang_of_a_template_is_not_believed(language: str, text: str) -> None:
    """Frequent words count more than the language of an English template; English stays English."""
    template = page(text, text.replace(".", "!"), lang="en")
    assert read_page(template, entry(title="x", summary="")).language == language
    assert read_page(page(PARAGRAPH, lang="en"), entry(title="x")).language == "en"
