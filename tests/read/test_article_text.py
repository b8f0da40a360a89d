"""The extracted text is the whole article, without teasers, menus and related links."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Article, ArticleStatus, Page, TextSource
from monitor.read import read_page
from monitor.read.page.headline_words import mentions_headline
from monitor.read.page.lenient_json import parse_lenient_json
from monitor.read.related_links import drop_related_lines
from tests.cpu_time import is_within
from tests.read.documents import entry, item, read, rss

STORY = [
    f"{number}. The harbour of Tallinn will be dredged next year, the port authority said after its meeting on Friday."  # noqa: E501
    for number in range(8)
]
HEADLINE = "Harbour of Tallinn to be dredged"
OTHERS = [
    ("Bridge in Porto closed for repairs", "The old bridge will stay closed until the summer, the city said, as cracks grew."),  # noqa: E501
    ("Museum in Oslo buys a Munch", "The painting was paid for by a foundation that wants to remain unnamed, it was told."),  # noqa: E501
    ("Rail strike in Belgium ends", "The unions and the operator signed an agreement on wages late on Thursday evening."),  # noqa: E501
]  # fmt: skip


def paragraphs(texts: list[str]) -> str:
    """Return HTML paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def take(body: str, head: str = "", found: datetime | None = None, **fields: object) -> Article:
    """Read a page with the given body."""
    html = f'<html lang="en"><head><title>{HEADLINE} - Paper</title>{head}</head><body>{body}</body></html>'
    page = Page("https://news.test/1", html.encode(), "text/html; charset=utf-8")
    return read_page(
        page, entry(**({"title": HEADLINE, "summary": "", "published": None} | fields)), "", found
    )


@pytest.mark.fault(226)
@pytest.mark.parametrize(
    "body",
    [
        f"<article><div class=text>{paragraphs(STORY[:3])}</div><div class=ad>Ad</div><div class=text>{paragraphs(STORY[3:])}</div></article>",  # noqa: E501
        f"<article><section class='article-body'>{paragraphs(STORY[:4])}</section><section class=rest>{paragraphs(STORY[4:])}</section></article>",  # noqa: E501
        f"<div class=story><div class='entry-content'>{paragraphs(STORY[:2])}</div><div class='entry-content'>{paragraphs(STORY[2:])}</div></div>",  # noqa: E501
        f"<div class='comments-enabled single'><div>{paragraphs(STORY)}</div></div>",
        f"<div class='has-sidebar cookie-ok'><div>{paragraphs(STORY)}</div></div>",
        f"<aside class=col><h1>{HEADLINE}</h1>{paragraphs(STORY)}</aside><div class=cookie><p>We use cookies on this site.</p></div>",  # noqa: E501
    ],
    ids=["same class", "other class", "wordpress", "comments enabled", "cookie and sidebar", "aside"],
)  # fmt: skip
def test_a_body_is_read_whole(body: str) -> None:
    """All paragraphs are read in order, however the body is divided and its container named."""
    article = take(body)
    places = [article.text.find(paragraph) for paragraph in STORY]
    assert places == sorted(places)
    assert min(places) >= 0
    assert "cookies" not in article.text


@pytest.mark.fault(227)
@pytest.mark.parametrize(
    "card",
    [
        "<div class=card><a href='/{n}'><h3>{title}</h3></a><p>{text}</p></div>",
        "<li><h4><a href='/{n}'>{title}</a></h4><span>{text}</span></li>",
        "<article class=teaser><a href='/{n}'><h2>{title}</h2><p>{text}</p></a></article>",
        "<li><a href='/{n}'><strong>{title}</strong><p>{text}</p></a></li>",
        "<div class=q><p class=t><a href='/{n}'>{title}</a></p><p>{text}</p></div>",
        "<div class=q><strong><a href='/{n}'>{title}</a></strong><div>{text}</div></div>",
        "<div class=q><a href='https://news.test/9{n}'>{title}</a><p>{text}</p></div>",
        "<a class=q href='/{n}'><span>{title}</span><span>{text}</span></a>",
    ],
)
@pytest.mark.parametrize("own", [STORY, STORY[:1]], ids=["article", "flash"])
def test_teasers_of_other_articles_are_removed(card: str, own: list[str]) -> None:
    """Teasers of other stories are left out, beside a long article and beside a short one."""
    cards = "".join(card.format(n=n, title=title, text=text) for n, (title, text) in enumerate(OTHERS))
    holder = f"<ul>{cards}</ul>" if card.startswith("<li") else f"<div class=more>{cards}</div>"
    story = f"<h1>{HEADLINE}</h1>{paragraphs(own)}"
    for body in (f"<article>{story}</article>{holder}", f"<div>{story}</div>{holder}", f"{story}{holder}"):
        article = take(f"<main>{body}</main>")
        assert own[-1] in article.text
        assert not any(word in article.text for word in ("Porto", "Munch", "unions", "cracks"))


def test_lone_links_within_an_article_take_nothing_with_them() -> None:
    """Lines that link elsewhere, and headings of parts that link to other hosts, leave the article whole."""
    parts = "".join(
        f"<div class=part><p><a href='https://shop{n}.test/'>Where to buy the report, part {n}</a></p><p>{text}</p></div>"  # noqa: E501
        for n, text in enumerate(STORY)
    )
    assert all(text in take(f"<article><h1>{HEADLINE}</h1>{parts}</article>").text for text in STORY)
    lines = "".join(
        f"<p><a href='/{n}'>{title}</a></p><p>{STORY[n]}</p>" for n, (title, _) in enumerate(OTHERS)
    )
    assert all(text in take(f"<article><h1>{HEADLINE}</h1>{lines}</article>").text for text in STORY[:3])


@pytest.mark.fault(228)
def test_a_menu_is_not_an_article() -> None:
    """A page that only scripts would fill falls back to the summary, not to its menu."""
    menu = "".join(f"<a href='/{n}'>{title}</a> " for n, (title, _) in enumerate(OTHERS))
    article = take(f"<nav>{menu}</nav><div id=app></div>", summary="In short.")
    assert (article.status, article.text) == (ArticleStatus.UNREADABLE, "In short.")


@pytest.mark.fault(227)
@pytest.mark.parametrize(
    "line",
    [
        "<p><b>Read also:</b> <a href=/9>Bridge in Porto closed</a></p>",
        "<p>▶ <a href=/9>Bridge in Porto closed</a></p>",
        "<p>Xem thêm: <a href=/9>Bridge in Porto closed</a></p>",
        "<p>相关阅读：<a href=/9>Bridge in Porto closed</a></p>",
        "<p>【あわせて読みたい】<a href=/9>Bridge in Porto closed</a></p>",
        "<p>관련기사 <a href=/9>Bridge in Porto closed</a></p>",
        "<p>관련기사 ▶ <a href=/9>Bridge in Porto closed</a></p>",
        "<p>[관련기사] ☞ <a href=/9>Bridge in Porto closed</a></p>",
        "<p>Read also ► <a href=/9>Bridge in Porto closed</a></p>",
        "<p><a href=/9>Bridge in Porto closed for repairs</a></p>",
        "<p>#porto #bridge</p>",
        "<p>Tags: <a href=/8>closed</a>, <a href=/9>#porto</a></p>",
        "<p>키워드 : <a href=/8>closed</a> · <a href=/9>다리</a> · <a href=/10>공사</a></p>",
        "<p>标签：<a href=/8>closed</a>、<a href=/9>桥</a></p>",
        "<p><a href=/8>closed</a> | <a href=/9>#porto</a> | <a href=/10>bridges</a></p>",
        "<p>Filed under: <a href=/8>closed</a></p>",
    ],
)
def test_lines_that_only_lead_elsewhere(line: str) -> None:
    """Such lines are removed from pages and feed content; a sentence with a link stays."""
    linked = "<p>The dredging follows <a href=/8>a report on Porto and its bridge</a> of last week, officials said.</p>"  # noqa: E501
    inside = paragraphs(STORY[:4]) + line + linked + paragraphs(STORY[4:])
    page = take(f"<article><h1>{HEADLINE}</h1>{inside}</article>").text
    fed = read(rss(item(content_encoded=f"<![CDATA[{inside}]]>"))).entries[0].content
    for text in (page, fed):
        assert "a report on Porto and its bridge of last week" in text
        assert "closed" not in text
        assert "#porto" not in text
        assert all(paragraph in text for paragraph in STORY)


@pytest.mark.parametrize(
    "text", ["Related parties were heard: both sides.", "Watch out, the mayor said.", "See also how it began in May, he wrote."]  # noqa: E501
)  # fmt: skip
def test_sentences_that_begin_like_labels_stay(text: str) -> None:
    """A label counts only before a link, or with a colon and no sentence after it."""
    assert drop_related_lines(f"First.\n{text}", frozenset({"x"})) == f"First.\n{text}"


SHORT_NEWS = {
    "ko": ("부두 준설 공사가 내년에 시작된다고 항만 당국이 금요일 밝혔다.", "어민들은 공사 기간에 다른 항구를 쓴다고 당국은 설명했다."),  # noqa: E501
    "zh": ("港务局星期五表示，码头疏浚工程将于明年春天开工。", "渔民在施工期间将使用另一个港口，港务局作了说明。"),  # noqa: E501
    "lo": ("ອົງການທ່າເຮືອກ່າວວ່າການຂຸດລອກທ່າເຮືອຈະເລີ່ມໃນປີໜ້າ", "ຊາວປະມົງຈະໃຊ້ທ່າເຮືອອື່ນໃນລະຫວ່າງການກໍ່ສ້າງ"),
    "ja": ("港湾局は金曜日、岸壁の浚渫工事を来年始めると発表した。", "漁業者は工事の間、別の港を使うと港湾局は説明した。"),  # noqa: E501
}  # fmt: skip


@pytest.mark.fault(348)
@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ko", "<p>함께 읽으면 좋은 기사: <a href=/9>리스본 다리 폐쇄</a></p>"),
        ("zh", "<p>另请参阅</p><p><a href=/9>里斯本大桥因维修关闭</a></p>"),
        ("lo", "<p><b>ເບິ່ງເພີ່ມເຕີມ:</b> <a href=/9>ຂົວລິດສະບອນປິດ</a></p>"),
        ("ja", "<div><a href=/9><span>関連情報</span><h4>リスボンの橋が補修のため閉鎖</h4></a></div>"),
        ("zh", "<br>相关链接：<a href=/9>里斯本大桥因维修关闭</a><br>"),
    ],
)
def test_a_teaser_in_a_short_article_is_no_text(language: str, line: str) -> None:
    """A short article in a dense script is read line by line, so one teaser in it is seen."""
    first, last = SHORT_NEWS[language]
    html = f"<html lang={language}><body><article><p>{first}</p>{line}<p>{last}</p></article></body></html>"
    page = Page("https://news.test/1", html.encode(), "text/html; charset=utf-8")
    article = read_page(page, entry(title=first[:12], summary=""), language)
    assert article.text == f"{first}\n{last}"


@pytest.mark.fault(349)
@pytest.mark.parametrize(
    "post",
    [
        "<article><h3><a href='/live/1?post={n}'>Update {n}</a></h3><a href='/staff/{n}'>Ana</a><p>{text}</p></article>",  # noqa: E501
        "<div class=post><h2><a href='https://news.test/live/1/p{n}'>Note {n}</a></h2><p>{text}</p></div>",
        "<div><b>1{n}:00</b><p>{text}</p><p><a href='/n/{n}'>Read the whole report from the harbour</a></p></div>",  # noqa: E501
    ],
    ids=["query", "path", "link behind"],
)
def test_posts_of_a_live_blog_are_its_text(post: str) -> None:
    """Posts with addresses of their own below the page, or with a link behind their words, are no teasers."""
    posts = "".join(post.format(n=n, text=text) for n, text in enumerate(STORY))
    html = f"<html><body><main><h1>{HEADLINE}</h1>{posts}</main></body></html>"
    page = Page("https://news.test/live/1", html.encode(), "text/html; charset=utf-8")
    text = read_page(page, entry(url="https://news.test/live/1", title=HEADLINE, summary="")).text
    assert all(one in text for one in STORY)


@pytest.mark.fault(350)
@pytest.mark.parametrize("own", [STORY[:1], []], ids=["flash", "no text"])
@pytest.mark.parametrize(
    "card",
    [
        "<div onclick=\"location.href='/{n}'\"><b>{title}</b><p>{text}</p></div>",
        "<p><strong><a href=/{n}>{title}</a></strong><br>{text}</p>",
        "<div><h3><a href=/{n}>{title}</a></h3><p>{text}</p></div>",
    ],
    ids=["script", "line break", "heading"],
)
@pytest.mark.parametrize("count", [1, 3])
def test_cards_below_the_repeated_headline_are_no_text(card: str, own: list[str], count: int) -> None:
    """A page with its headline again above cards of others has its own text, or the feed's words."""
    if count == 1 and "h3" not in card:
        card = "<div><h3><a href=/{n}>{title}</a></h3><div>{text}</div></div>"
    cards = "".join(
        card.format(n=n, title=title, text=text) for n, (title, text) in enumerate(OTHERS[:count])
    )
    article = take(
        f"<main><h1>{HEADLINE}</h1>{paragraphs(own)}<section><h2>{HEADLINE}</h2>{cards}</section></main>",
        summary="Tallinn gets a deeper harbour.",
    )
    assert (own or ["Tallinn gets a deeper harbour."])[0] in article.text
    assert not any(text in article.text for _, text in OTHERS)


BODY = "\n\n".join(STORY)
LD = json.dumps(
    {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": BODY, "datePublished": "2026-11-20"}
)


@pytest.mark.fault(229)
@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/ld+json">{LD}</script>',
        f'<script type="application/ld+json; charset=UTF-8">[{LD}]</script>',
        f'<script type="application/ld+json">/*<![CDATA[*/{LD}/*]]>*/</script>',
        f'<script type="application/ld+json"><!-- {LD} --></script>',
        f'<script type="application/ld+json">// by the CMS\n{LD[:-1]},}};</script>',
        f'<script type="application/ld+json">{{"@graph": [{{"@type": "WebPage"}}, {LD}]}}</script>',
        f'<script type="application/ld+json">{{"@type": "WebPage", "mainEntity": {LD}}}</script>',
        '<script type="application/ld+json">'
        + json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": [{"articleBody": text} for text in STORY]})  # noqa: E501
        + "</script>",
        '<script id="__NEXT_DATA__" type="application/json">'
        + json.dumps({"props": {"related": [{"body": "x" * 900}], "post": {"content": [{"text": t} for t in STORY]}}})  # noqa: E501
        + "</script>",
        "<script>window.__STATE__ = " + json.dumps({"a": {"title": HEADLINE, "html": paragraphs(STORY)}}) + ";</script>",  # noqa: E501
    ],
    ids=["plain", "type parameter", "cdata", "comment", "trailing comma", "graph", "main entity", "live", "next", "state"],  # noqa: E501
)  # fmt: skip
def test_a_body_in_json_ld_or_script_state(script: str) -> None:
    """A body that only JSON-LD or script state holds is read, however it is wrapped."""
    article = take("<nav><a href=/>Home</a></nav><div id=root></div>", head=script)
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    assert all(paragraph in article.text for paragraph in STORY)


@pytest.mark.fault(230)
def test_the_longer_that_holds_the_other_wins() -> None:
    """The full body replaces a teaser, but the first lines never replace a full page."""
    script = f'<script type="application/ld+json">{LD}</script>'
    teaser = take(
        f"<article>{paragraphs(STORY[:1])}<p>Choose one of our offers to go on.</p></article>", script
    )
    assert STORY[-1] in teaser.text
    short = json.dumps({"@type": "NewsArticle", "articleBody": STORY[0]})
    whole = take(
        f"<article>{paragraphs(STORY)}</article>", f'<script type="application/ld+json">{short}</script>'
    )
    assert STORY[-1] in whole.text


@pytest.mark.fault(231)
@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('{"@graph":[{"@type":"Comment","datePublished":"2010-01-01"},{"@type":"NewsArticle","datePublished":"2026-11-20"}]}', "", 20),  # noqa: E501
        ('{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2019-05-01"}]}', "", None),  # noqa: E501
        (('[{"@type":"NewsArticle","headline":"Else entirely here","datePublished":"2019-05-01"},'
         '{"@type":"NewsArticle","headline":"Harbour of Tallinn","datePublished":"2026-11-20"}]'), "", 20),
        ('{"@type":"NewsArticle","datePublished":"2031-01-31T00:00:00Z"}', "", None),
        ("{}", "<div class=related><time datetime='2014-03-02'>2 March 2014</time> Old story</div>", None),
        ('{"@type":"VideoObject","name":"An old clip of whales","datePublished":"2012-01-01"}', "", None),
        ('{"@type":"VideoObject","name":"Harbour of Tallinn filmed","datePublished":"2026-11-20"}', "", 20),
        ('{"@type":"WebPage","datePublished":"2026-11-20"}', "", 20),
        ("{}", "<ul class='comments'><li><time datetime='2015-03-02'>2 March 2015</time> Well said</li></ul>", None),  # noqa: E501
    ],
)  # fmt: skip
def test_the_date_is_the_article_s(head: str, body: str, published: int | None) -> None:
    """Dates of comments, lists and other articles, and future dates, are ignored."""
    script = f'<script type="application/ld+json">{head}</script>'
    article = take(
        f"<article>{paragraphs(STORY)}</article>{body}", script, datetime(2026, 11, 30, tzinfo=UTC)
    )
    assert (article.published and article.published.day) == published


@pytest.mark.fault(231)
@pytest.mark.parametrize(
    "outside",
    [
        "<div class=top><time datetime='2019-01-01'>1 January 2019</time></div>{}",
        "<main><p>Updated <time datetime='2018-05-01T10:00'>in May</time></p>{}</main>",
        "{}<section><time datetime='2017-01-01'>2017</time> From the archive</section>",
    ],
    ids=["above", "in a line above", "below"],
)
def test_a_date_in_the_article_comes_first(outside: str) -> None:
    """A date beside the article does not count if the article itself, with its headline, has one."""
    date = "<time datetime='2026-11-20T08:00:00Z'>20 November</time>"
    body = outside.format(f"<article><h1>{HEADLINE}</h1>{date}{paragraphs(STORY)}</article>")
    published = take(body, found=datetime(2026, 11, 30, tzinfo=UTC)).published
    assert published is not None
    assert published.date().isoformat() == "2026-11-20"


@pytest.mark.fault(232)
def test_words_in_the_elements_of_a_sentence_stay() -> None:
    """Text in elements such as <button> stays if it is part of a sentence."""
    line = (
        "<p>On <time>Tuesday</time> the <button>dredger</button> of <label>Bremen</label> and <output>two</output> "  # noqa: E501
        "<data value=1>barges</data> with <abbr>EU</abbr> <mark>money</mark> and <ins>hope</ins> came in.</p>"
    )
    text = take(f"<article>{paragraphs(STORY)}{line}<button>Share this</button></article>").text
    assert "On Tuesday the dredger of Bremen and two barges with EU money and hope came in." in text
    assert "Share this" not in text


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (
            '<meta http-equiv="refresh" content="0; url=/real">Redirecting, please wait.',
            "https://news.test/real",
        ),
        (
            "<meta http-equiv=Refresh content=\"1;URL='https://other.test/a'\"><p>Loading…</p>",
            "https://other.test/a",
        ),
        ('<iframe src="/story/17.html" width=800></iframe>', "https://news.test/story/17.html"),
        ("<p>Redirecting, please wait.</p>", ""),
        ('<meta http-equiv="refresh" content="300"><p>Please wait…</p>', ""),
        ('<meta http-equiv="refresh" content="0; url=javascript:alert(1)"><p>Please wait…</p>', ""),
        ('<meta http-equiv="refresh" content="0; url=https://news.test/1"><p>Please wait…</p>', ""),
    ],
)
def test_a_page_that_only_sends_on(body: str, target: str) -> None:
    """A redirect page is not an article, and gives its target if that can be followed."""
    article = take(body)
    assert (article.status, article.redirect_url) == (ArticleStatus.UNREADABLE, target)


@pytest.mark.fault(233)
def test_a_frameset_names_its_article() -> None:
    """A frameset gives the frame with the article, not the menu."""
    html = (
        b"<html><frameset cols='20%,80%'><frame src=menu.html name=nav><frame src=art.html></frameset></html>"
    )
    assert (
        read_page(Page("https://news.test/d/1", html), entry()).redirect_url == "https://news.test/d/art.html"
    )


def test_a_refreshing_article_is_read() -> None:
    """An article that reloads itself or contains a frame is an article."""
    article = take(
        f'<meta http-equiv="refresh" content="5; url=/live"><iframe src=/x></iframe>{paragraphs(STORY)}'
    )
    assert (article.status, article.redirect_url) == (ArticleStatus.READ, "")


@pytest.mark.parametrize(
    ("title", "text", "answer"),
    [
        ("Harbour of Tallinn to be dredged", "Nothing here speaks of it, only of cooking.", False),
        ("Harbour of Tallinn to be dredged", "In Tallinn it rained.", True),
        ("탈린 항구 내년 준설", "The harbour of Tallinn will be dredged.", None),
        ("탈린 항구 내년 준설하기로", "노르웨이 오슬로 박물관이 뭉크 그림을 구입했다고 밝혔다.", False),
        ("塔林港口明年疏浚", "塔林港务局说,工程将持续一年。", True),
        ("It ends", "Nothing.", None),
    ],
)
def test_whether_a_text_is_about_its_headline(title: str, text: str, answer: bool | None) -> None:  # noqa: FBT001
    """The answer is given only within one script and for headlines with enough terms."""
    assert mentions_headline(text, title) is answer


@pytest.mark.fault(234)
@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (HEADLINE, "Dredging starts in spring."),
        ("It ends", "The dredging of harbour basins starts in spring."),
        ("Dredge it!", "Basins near Tallinn will be dredged in spring, said the harbour master."),
    ],
)
def test_a_text_without_a_word_of_its_headline_is_not_the_article(title: str, summary: str) -> None:
    """A page about other things leaves the words of the feed, and the article says why."""
    others = [text for _, text in OTHERS]
    article = take(paragraphs(others * 3), title=title, summary=summary)
    assert (article.status, article.text_source, article.text) == (
        ArticleStatus.READ,
        TextSource.SUMMARY,
        summary,
    )
    assert "no word of the headline" in article.detail


@pytest.mark.fault(229)
@given(st.text(alphabet='{}[]",:\\/*<!->a ', max_size=300))
@settings(max_examples=300)
def test_broken_json_never_raises(text: str) -> None:
    """Any script content is parsed or gives nothing, without an exception."""
    parse_lenient_json(text)


@pytest.mark.no_cover
@pytest.mark.fault(237)
@pytest.mark.parametrize(
    "piece",
    [
        '"articleBody":"\\"',
        '/*"articleBody"',
        "{'articleBody':",
        '"articleBody",',
        "<div class=a><h3><a href=/1>x</a></h3></div>",
    ],
)
def test_hostile_repetitions_are_bounded(piece: str) -> None:
    """Endless scripts and cards take seconds at most."""
    script = f'<script type="application/ld+json">{{"articleBody":{piece * 40_000}</script>'
    start = time.thread_time()
    take(f"{piece * 3000 if piece[0] == '<' else ''}<p>{STORY[0]}</p>", script)
    assert is_within(time.thread_time() - start, 5)
