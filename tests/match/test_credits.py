"""Names in outlets, credits and addresses are not evidence, because they are not part of the report."""

import pytest

from monitor.match import compile_topics, match_article, outlet_names
from monitor.models import Keyword, Outlet, Topic, Topics
from tests.match.watching import group, look, topic, watch

LAOS = group(
    "laos",
    "Laos",
    "Laotian",
    "=Lao",
    "Vientiane",
    "Korea",
    "Korean",
    "Seoul",
    "라오스",
    "한국",
    "코리아",
    "서울",
    "老挝",
    "ປະເທດລາວ",
    "ວຽງຈັນ",
    "ลาว",
    "เวียงจันทน์",
    "Lào",
    "Hàn Quốc",
)
WATCHED = watch(
    "extradition",
    "引渡",
    "범죄인 인도",
    "ส่งผู้ร้ายข้ามแดน",
    "dẫn độ",
    "ສົ່ງຜູ້ຮ້າຍ",
    groups=(LAOS,),
    require=("laos",),
)
PERU = "Peru asked Chile for the extradition of a suspect."


def matches(text: str, title: str = "") -> bool:
    """Return whether an article matches."""
    return bool(look(WATCHED, text, title).matches)


@pytest.mark.fault(295)
@pytest.mark.parametrize(
    "title",
    [
        "Peru asks for extradition - The Korea Times",
        "Peru asks for extradition | Laotian Times",
        "Peru asks for extradition – Vientiane Times",
        "[Korea Herald] Peru asks for extradition",
        "Peru asks for extradition (Korea JoongAng Daily)",
        "페루, 범죄인 인도 요청 - 코리아헤럴드",
        "페루, 범죄인 인도 요청 | 라오스통신",
        "페루 범죄인 인도 요청 - 한국일보",
        "秘鲁要求引渡 - 老挝通讯社",
        "秘鲁要求引渡_老挝国家通讯社",
        "เปรูขอส่งผู้ร้ายข้ามแดน - สำนักข่าวลาว",
        "Peru yêu cầu dẫn độ - Thông tấn xã Lào",
        "ສົ່ງຜູ້ຮ້າຍ | ໜັງສືພິມວຽງຈັນທາມ",
        "Peru asks for extradition | Lao National Television",
        "Peru asks for extradition - Radio Free Asia's Lao Service",
        "Peru asks for extradition - VOA Lao",
        "Peru asks for extradition - Laos Magazine",
        "Peru yêu cầu dẫn độ - Tạp chí Lào Việt",
        "Peru dẫn độ nghi phạm - Báo Lào",
        "Peru dẫn độ nghi phạm | Đài Lào",
        "Perú pide la extradition - Revista Laos",
        "Pérou : extradition - Journal du Laos",
        "เปรูขอส่งผู้ร้ายข้ามแดน - นิตยสารลาว",
        "페루, 범죄인 인도 요청 - 라오스매거진",
    ],
)
def test_an_outlet_in_the_headline_is_not_evidence(title):
    """The outlet beside a headline of an aggregator or site satisfies no group, in any script."""
    assert not matches(PERU, title)


@pytest.mark.fault(295)
@pytest.mark.parametrize(
    "credit",
    [
        "— The Korea Herald/Asia News Network",
        "The post Laos and extradition appeared first on Laotian Times.",
        "This article first appeared in the Vientiane Times.",
        "© 2025 The Korea Times",
        "Copyright 2026 Laos Daily, Inc.",
        "Follow Laos Today on Facebook and Telegram.",
        "Source: KPL Lao News Agency",
        "(Source: Vientiane Times)",
        "Photo: Laotian Times",
        "By Somsack, Vientiane Times",
        "(서울=연합뉴스) 김 기자 =",
        "출처: 라오스통신",
        "来源：老挝通讯社",
        "ທີ່ມາ: ສຳນັກຂ່າວສານປະເທດລາວ",
        "ที่มา: หนังสือพิมพ์เวียงจันทน์ไทมส์",
        "Nguồn: Thông tấn xã Lào",
        "Korean Central News Agency said so.",
        "Read more at Laos Briefing",
        "Radio Free Asia’s Korean Service said so.",
        "Theo Tạp chí Lào Việt.",
        "무단전재 및 재배포 금지 코리아타임스",
    ],
)
def test_a_credit_in_the_text_is_no_evidence(credit):
    """Credits for outlet, source, pictures and rights satisfy no group, anywhere in an article."""
    assert not matches(f"{PERU} {credit}")
    assert not matches(f"{credit}\n{PERU}")


@pytest.mark.fault(296)
@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example/laos/extradition",
        "www.laos-extradition.example/story",
        "vientiane-laos.com",
        "@Laos_Extradition",
        "extradition@laos.example",
        "#Laos_Extradition",
        "#Laos #Vientiane #extradition",
        "HTTPS://LAOS.EXAMPLE/?q=extradition",
        "t.me/laos-news.la/laos",
        "t.me/laos_extradition_korea",
        "youtu.be/laos-extradition",
        "bit.ly/laos",
        "laos.extradition (at) korea.example",
        "laos [at] extradition [dot] com",
        "laos-korea-extradition.pdf",
    ],
)
def test_words_inside_addresses_are_not_evidence(address):
    """A word in a URL, host, handle, mail address or row of labels is neither keyword nor group."""
    assert not matches(f"{PERU} {address}")
    assert not matches(f"The club of Laos won. {address.replace('laos', 'x').replace('Laos', 'x')}")


@pytest.mark.parametrize(
    "text",
    [
        "Laos bans Vientiane Times editor after extradition report.",
        "The Laotian Times reports that Laos grants extradition.",
        "Laos: extradition agreed, says the Korea Herald.",
        "라오스 통신사업자 대표 범죄인 인도",
        "#Laos agrees to extradition",
        "Extradition to Laos. See www.paper.example",
        "In Laos, times are hard after the extradition.",
        "老挝同意引渡，老挝通讯社报道。",
        "Công an Lào dẫn độ nghi phạm, theo Thông tấn xã Lào.",
        "Vientiane (KPL) The extradition was agreed.",
        "Like Laos, Peru wants extradition on TV.",
        "The Lao AI sector asks for the extradition of a founder.",
        "Chính phủ cảnh báo Lào về việc dẫn độ.",
        "Lào ra báo cáo về dẫn độ.",
        "Lào - Đài Loan ký hiệp định dẫn độ",
        "A phim truyền hình Hàn Quốc about dẫn độ",
        "At last (at least in Laos) extradition is law.",
    ],
)
def test_a_genuine_sentence_counts(text):
    """A country in a sentence counts, also next to the name of an outlet."""
    assert matches(text)


def test_the_article_s_own_outlet_is_no_evidence_in_its_headline():
    """If a feed has the name of a country, the name after the headline is ignored, and counts elsewhere."""
    outlet = Outlet("Laos")
    assert not match_article(WATCHED, "Peru asks for extradition - Laos", PERU, outlet).matches
    assert match_article(WATCHED, "Laos asks for extradition - Laos", PERU, outlet).matches


@pytest.mark.parametrize("name", ["Laos Press Review Daily", "Radio Laos Vientiane", "laos-courier.com"])
def test_the_names_of_configured_feeds_mask_what_they_hold(name):
    """A country inside the name of a feed does not count if the name looks like that of an outlet."""
    assert outlet_names([name, "외교부", "Laos"]) == (name,)
    source = Topics((LAOS,), (topic("extradition", require=("laos",)),), "v", outlet_names([name]))
    compiled = compile_topics(source)
    assert not match_article(compiled, "", f"{name} reports: {PERU}").matches
    assert match_article(compiled, "", f"{name} reports: Laos asks for extradition.").matches


def test_quotes_stay_verbatim_beside_credits():
    """Offsets of evidence are those of the original, also after removed credits."""
    text = "(Korea Herald) See https://laos.example/x. Laos agreed to the extradition. © Laotian Times"
    (match,) = look(WATCHED, text).matches
    for found in match.evidence:
        assert text[found.hit_start : found.hit_end] == found.form
        assert text[found.start : found.end] == found.quote
        assert found.hit_start > text.index("Laos agreed") - 1


@pytest.mark.parametrize(
    "sign", ["@", "#a ", "www.", "://", "© ", "Source: ", "appeared first on ", "(서울=", "The post "]
)
def test_credits_are_found_in_linear_time(sign):
    """A text that consists of signs of credits takes no longer than another."""
    look(WATCHED, "extradition Laos " + sign * (200_000 // len(sign)))


def test_a_keyword_that_names_an_outlet_is_found():
    """The name of an outlet as a keyword is found; only words inside it are masked."""
    compiled = compile_topics(Topics((), (Topic("press", "Press", (Keyword("Vientiane Times"),)),), "v"))
    assert match_article(compiled, "", "Laos bans the Vientiane Times.").matches
