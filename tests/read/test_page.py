"""Pages become articles; if a page gives none, the feed's text is used and the article says so."""

from datetime import UTC, datetime

import pytest
from trafilatura import external

from monitor.models import ArticleStatus, Entry, Failure, Page, TextSource
from monitor.read import read_entry, read_page
from monitor.read.page.stoplists import use_stoplists
from tests.read.documents import PARAGRAPH, entry, page

PARAGRAPHS = [f"{number}. {PARAGRAPH}" for number in range(1, 6)]
TEXT = "\n".join(PARAGRAPHS)
PUBLISHED = datetime(2025, 12, 15, 9, 0, tzinfo=UTC)


def test_an_article_is_read() -> None:
    """The text comes from the page; title, date and URL come from the feed."""
    article = read_page(page(*PARAGRAPHS), entry(author="Kim"))
    assert (article.status, article.text_source, article.reason, article.detail) == (
        ArticleStatus.READ,
        TextSource.PAGE,
        "",
        "",
    )
    assert article.text.endswith(TEXT)
    assert (article.url, article.title, article.published) == ("https://news.test/1", "Story 1", PUBLISHED)
    assert (article.author, article.language) == ("Kim", "en")
    assert "Home" not in article.text


TITLED = '<title>Treaty &amp; airport</title><meta name="author" content="Lee">'
LD_JSON = '<script type="application/ld+json">{"datePublished": "2025-12-15T09:00Z"}</script>'


@pytest.mark.parametrize(
    "head",
    [
        TITLED + LD_JSON,
        TITLED + '<meta property="article:published_time" content="2025-12-15T18:00:00+09:00">',
        TITLED + '<meta name="pubdate" content="20251215090000">',
        TITLED.replace("<title>", '<meta property="og:title" content="').replace("</title>", '">')
        + '<meta itemprop="datePublished" content="2025-12-15 09:00">',
    ],
)
def test_the_page_supplies_missing_title_author_and_date(head) -> None:
    """Title, author and date come from the page if the feed has none."""
    article = read_page(page(*PARAGRAPHS, head=head), entry(title="", published=None))
    assert (article.title, article.author, article.published) == ("Treaty & airport", "Lee", PUBLISHED)


def test_a_date_in_the_text_is_found() -> None:
    """If no meta tag has the date, the visible date is found."""
    dated = page('<time datetime="2025-12-15">15 December 2025</time>', *PARAGRAPHS)
    assert read_page(dated, entry(published=None)).published == datetime(2025, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize("date", ["0000-00-00", "1889-01-01", "9999-12-31T00:00:00Z", "soon"])
def test_absurd_dates_of_pages_are_none(date) -> None:
    """An implausible date on a page is ignored."""
    head = f'<meta property="article:published_time" content="{date}">'
    assert read_page(page(*PARAGRAPHS, head=head), entry(published=None)).published is None


def test_the_feed_s_own_content_is_preferred_to_a_stub() -> None:
    """A page much shorter than the feed's text is not used, and the article says so."""
    article = read_page(page(PARAGRAPH, PARAGRAPHS[1]), entry(content="\n".join(PARAGRAPHS * 3)))
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.CONTENT)
    assert "the feed" in article.detail
    assert article.text == "\n".join(PARAGRAPHS * 3)


@pytest.mark.fault(91)
@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("404 - News", "Go to the home page.", "soft_404"),
        ("News", "The page you are looking for has been moved or does not exist any more.", "soft_404"),
        ("뉴스", "요청하신 페이지를 찾을 수 없습니다. 삭제되었거나 주소가 바뀌었습니다.", "soft_404"),
        ("News", "Please log in to read this article. Not registered yet? It takes a minute.", "login_wall"),
        ("News", "This site uses cookies. Please accept all cookies to go on to the article.", "cookie_wall"),
        (
            "News",
            "Please enable JavaScript and reload the page to see its content, thank you.",
            "script_wall",
        ),
        ("News", "Checking your browser before you can go on. This takes a few seconds only.", "script_wall"),
        ("News", f"{PARAGRAPH[:120]} Subscribe to continue reading this article.", "paywall"),
    ],
)
def test_walls_and_soft_404s(title, text, reason) -> None:
    """An error or wall page falls back to the feed's summary, with its reason."""
    article = read_page(page(text, head=f"<title>{title}</title>"), entry())
    assert (article.status, article.reason) == (ArticleStatus.UNREADABLE, reason)
    assert (article.text_source, article.text) == (TextSource.SUMMARY, "Summary 1.")
    assert article.detail.startswith("the page says:")


def test_an_article_about_walls_is_not_a_wall() -> None:
    """A long article about cookies, logins or missing pages is an article."""
    article = read_page(
        page("Please log in to read: 404 not found, accept all cookies.", *PARAGRAPHS), entry()
    )
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)


@pytest.mark.fault(50)
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"PK\x03\x04...", "application/zip"),
        (b"PK\x03\x04...", ""),
        (b"\x89PNG\r\n", "image/png"),
        (b"x", "video/mp4"),
    ],
)
def test_files_that_are_not_html_are_not_read(body, content_type) -> None:
    """An archive, image or video is recognised by its type or first bytes."""
    article = read_page(Page("https://news.test/1", body, content_type), entry())
    assert (article.status, article.reason, article.text) == (
        ArticleStatus.UNREADABLE,
        "not_html",
        "Summary 1.",
    )


@pytest.mark.fault(122)
def test_short_and_repetitive_pages_are_marked() -> None:
    """A stub longer than the summary is used and marked short; repeated paragraphs are kept once."""
    stub = read_page(page(PARAGRAPH), entry())
    repeated = read_page(page(*[PARAGRAPH] * 250), entry())
    for article in (stub, repeated):
        assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
        assert article.detail.startswith("short:")
    assert repeated.text.count(PARAGRAPH) == 1
    shorter = read_page(page("Too little."), entry(summary=PARAGRAPH))
    assert (shorter.status, shorter.reason, shorter.text) == (
        ArticleStatus.UNREADABLE,
        "too_short",
        PARAGRAPH,
    )


def test_the_words_of_the_feed_alone() -> None:
    """The order is content, summary, title; the status depends on whether a page was needed."""
    whole = read_entry(entry(content=TEXT), None)
    assert (whole.status, whole.text_source, whole.text) == (ArticleStatus.READ, TextSource.CONTENT, TEXT)
    failed = read_entry(entry(), Failure("http_404", "not found"))
    assert (failed.status, failed.text_source, failed.reason, failed.detail) == (
        ArticleStatus.UNREADABLE, TextSource.SUMMARY, "http_404", "not found",
    )  # fmt: skip
    bare = read_entry(entry(summary=""), None)
    assert (bare.text_source, bare.text) == (TextSource.TITLE, "Story 1")


def test_languages() -> None:
    """The page's language is used unless its script contradicts it; then script, feed, guess."""
    korean = [
        f"{n}. 한국과 라오스는 범죄인 인도 조약의 발효 절차를 마쳤다고 외교부가 밝혔다." for n in range(9)
    ]
    assert read_page(page(*korean, lang="en"), entry(title="조약")).language == "ko"
    assert read_page(page(*PARAGRAPHS, lang="en_us"), entry()).language == "en-US"
    assert read_page(page(*PARAGRAPHS, lang=""), entry(language="en-GB")).language == "en-GB"
    assert read_page(page(*PARAGRAPHS, lang=""), entry()).language == "en"
    assert read_page(page(*PARAGRAPHS, lang="ko"), entry()).language == "en"


def test_a_relative_notion_of_entry() -> None:
    """An entry without link and text still becomes an article."""
    article = read_entry(entry(url=None, title="", summary=""), None)
    assert (article.url, article.title, article.text, article.language) == (None, "", "", "")


def test_the_slow_extraction_helps_where_the_fast_one_fails() -> None:
    """A page that the fast extraction misses is read by the slow one."""
    divs = "".join(f"<div><span>{paragraph}</span></div>" for paragraph in PARAGRAPHS)
    html = f"<html lang='en'><body><div class='x'>{divs}</div></body></html>"
    article = read_page(Page("https://news.test/1", html.encode(), "text/html"), entry())
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    ("languages", "word"),
    [
        (("ko-KR",), "그러나"),
        (("vi", ""), "những"),
        (("en", "vi"), "những"),
        (("iw",), "של"),
        (("zh-Hant", ""), "the"),
    ],
)
def test_a_page_is_judged_by_the_words_of_its_languages(languages: tuple[str, ...], word: str) -> None:
    """The slow extraction loads few stop lists, not those of a hundred languages."""
    use_stoplists(languages)
    words: tuple[str, ...] = external.JT_STOPLIST or ()
    assert word in words
    assert "the" in words
    assert len(words) < 20_000


def test_the_script_of_a_page_counts_more_than_what_its_template_says() -> None:
    """A Korean page whose template says English is judged by Korean stop words too."""
    html = "<html lang='en'><body><div>한국과 라오스는 범죄인 인도 조약에 서명했다.</div></body></html>"
    read_page(Page("https://news.test/1", html.encode(), "text/html"), entry(title=""))
    assert "그러나" in (external.JT_STOPLIST or ())


def test_a_page_of_which_little_can_be_read_loads_one_list() -> None:
    """No page makes a worker load the stop words of all languages."""
    external.JT_STOPLIST = None
    article = read_page(Page("https://news.test/1", b"<html lang='ko'><body><p>\xeb\xa7\x90"), entry())
    assert article.text
    assert external.JT_STOPLIST
    assert len(external.JT_STOPLIST) < 20_000


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("老挝暂停发放新的稀土开采许可证", "2026-11-27"),
        ("라오스 희토류 채굴 허가 중단", "2026년 11월 27일 10:00"),
    ],
)
def test_a_short_page_in_one_line_does_not_begin_with_its_headline(title: str, date: str) -> None:
    """If headline, date and text are extracted as one line, the text begins with the article."""
    body = (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><time>{date}</time>"
        "<p>老挝能源与矿产部周二宣布,暂停发放新的稀土开采许可证,并将复查已发放的许可证,以保护河流和居民健康。</p>"
        "<p>该部说,几个省份的河水受到了污染,矿区附近的居民曾多次投诉,当地政府已派人调查。</p></article></body></html>"
    )
    item = Entry("http://f.test/", "1", "http://f.test/1", title)
    article = read_page(Page("http://f.test/1", body.encode()), item)
    assert article.text.startswith("老挝能源与矿产部")
    assert "该部说" in article.text


@pytest.mark.parametrize("text", ["Treatyism is a word of this text.", "Treaty of the year, in full."])
def test_a_first_sentence_that_begins_like_the_headline_is_kept(text: str) -> None:
    """Without a date after it, text like the headline may be the first sentence and stays."""
    body = f"<html><body><article><p>{text}</p></article></body></html>"
    item = Entry("http://f.test/", "1", "http://f.test/1", "Treaty")
    article = read_page(Page("http://f.test/1", body.encode()), item)
    assert article.text == text


AROUND = "<aside>Most read: gold</aside><nav><ul><li><a href='/a'>Airport</a></li></ul></nav>"


def test_menus_asides_and_footers_are_not_in_the_text() -> None:
    """Menus, asides and footers are not in the text, but a date in them is found."""
    foot = "<footer>Ministries of Laos, <time datetime='2025-12-15'>15 December 2025</time></footer>"
    article = read_page(page(*PARAGRAPHS, AROUND, foot), entry(published=None))
    assert article.text.endswith(TEXT)
    assert article.published == datetime(2025, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize("empty", ["<img src=a.jpg alt='A runway'>", "<input value=x>", "<meta content=x>"])
def test_pictures_leave_the_words_around_them(empty: str) -> None:
    """Elements without text are dropped; the text before and after stays in order."""
    strewn = [f"{empty}{paragraph.replace('. ', f'.{empty} ')}{empty}" for paragraph in PARAGRAPHS]
    assert read_page(page(*strewn), entry()).text == read_page(page(*PARAGRAPHS), entry()).text


@pytest.mark.parametrize("holder", ["picture", "amp-video"])
def test_an_article_within_a_source(holder: str) -> None:
    """The content of an unclosed <source> is read, and other stories are not."""
    other = "".join(
        f"<div>{n}. Another story, of which no more is told here than this.</div>" for n in range(8)
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    pictures = f"<{holder}><source srcset=a><source srcset=b><img src=c>"
    body = f"<body><div>{other}</div><article><h1>Treaty</h1>{pictures}<div>{text}</div></article></body>"
    article = read_page(Page("https://news.test/1", body.encode(), "text/html"), entry())
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    "opening", ["<aside class=ad>Ad<main>", "<svg><path>", "<nav><a href='/'>Home</a>", "<footer>"]
)
def test_an_unclosed_element_does_not_hide_an_article(opening: str) -> None:
    """An article inside an unclosed aside or footer is read."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    body = f"<html><body><div>News Test</div>{opening}<div class=article>{text}</div></body></html>"
    article = read_page(Page("https://news.test/1", body.encode(), "text/html"), entry())
    assert article.text_source is TextSource.PAGE
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


def test_thousands_of_scripts_in_a_row() -> None:
    """Removing elements keeps the text around them in order."""
    pieces = [f"piece {number} of it" for number in range(10_000)]
    text = "".join(f"{piece}<style></style><script></script> " for piece in pieces)
    article = read_page(page(f"<b></b>{text}"), entry())
    assert article.text.split("\n")[-1].startswith(" ".join(pieces[:5000]))


def test_a_menu_that_was_never_closed() -> None:
    """An article inside an unclosed menu is read."""
    body = page(*PARAGRAPHS).body.replace(b"</nav>", b"")
    text = read_page(Page("https://news.test/1", body, "text/html"), entry()).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.mark.fault(91, 235)
@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "x",
            "Scammers use captcha farms in the north, the police said, and forced workers solve them all day.",  # noqa: E501
        ),
        ("x", "The bank asked its customers to sign in to a new portal after the theft, officials said."),
        ("x", "경찰은 삭제되었거나 숨겨진 계좌를 복원했다고 15일 밝혔다. 재판은 내달 시작한다."),
        (
            "Police warn of captcha scam",
            "Police warn: who asks you to verify you are human with a captcha may run a scam.",
        ),
        (
            "404 Media sues the ministry",
            "The outlet 404 Media said on Monday that it had sued the ministry over its records.",
        ),
        ("포털 로그인 후 유출", "포털에서 로그인 후 개인정보가 유출됐다고 경찰이 밝혔다. 포털은 사과했다."),
        (
            "x",
            "The regulator fined the company since its site uses cookies without consent, it said on Friday.",
        ),
    ],
)
def test_short_news_with_a_word_of_walls_is_read(title: str, text: str) -> None:
    """A wall addresses its reader; news that mentions captchas or logins does not."""
    article = read_page(page(text, head=f"<title>{title}</title>"), entry(title=title, summary=""))
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)


def test_a_headline_above_a_wall_makes_no_article() -> None:
    """The headline itself does not count as text with the terms of the headline."""
    article = read_page(page("Please log in to read this article."), entry(title="Story 1 about the treaty"))
    assert article.reason == "login_wall"
