"""Items keep their own texts and links, however the feed is served, broken or wrapped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match import compile_topics, match_article
from monitor.models import Group, Keyword, Topic, Topics, is_first_words
from monitor.read import parse_feed, read_page
from monitor.read.cleaning import headline_text
from monitor.read.urls import unwrap_redirector
from tests.read.documents import FEED_URL, NOW, item, page, read, rss

NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
)
OWN = "Laos and Korea agreed."


def named(*items: str) -> bytes:
    """Return RSS with the usual namespaces."""
    return rss(*items).replace(b"<rss ", b"<rss " + NAMESPACES.encode())


@pytest.mark.fault(213)
@pytest.mark.parametrize(
    "other",
    [
        "<author><name>N</name><link>https://news.test/people</link></author>",
        "<related><title>Other</title><link>https://news.test/99</link></related>",
        '<media:content url="x"><link>https://img.test/x.jpg</link></media:content>',
        "<comments><link>https://news.test/talk</link></comments>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_links_of_others(other: str, first: bool) -> None:  # noqa: FBT001
    """A link inside another element is not the item's, in any order."""
    own = item()
    entry = read(named(other + own if first else own + other)).entries[0]
    assert (entry.url, entry.title) == ("https://news.test/1", "Story 1")


@pytest.mark.fault(218)
@pytest.mark.parametrize(
    "other",
    [
        "<media:content><media:description>Photo</media:description></media:content>",
        "<itunes:summary>Photo</itunes:summary>",
        "<dc:description>Photo</dc:description>",
        "<media:group><media:description type='html'>Photo</media:description></media:group>",
        "<image><description>Photo</description></image>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_plain_elements_beat_namesakes(other: str, first: bool) -> None:  # noqa: FBT001
    """The plain description is the summary, in any order; without one, another namespace is used."""
    own = item(description=OWN)
    assert read(named(other + own if first else own + other)).entries[0].summary == OWN
    alone = read(named(item(description="") + other)).entries[0].summary
    assert alone == ("" if other.startswith("<image>") else "Photo")


@pytest.mark.fault(218)
def test_other_namesakes() -> None:
    """Title, author and date also exist in other namespaces."""
    others = (
        "<media:title>Photo</media:title><dc:title>DC</dc:title><itunes:author>Studio</itunes:author>"
        "<dc:creator>Creator</dc:creator><dc:date>2001-01-01</dc:date>"
    )
    for body in (item(author="Kim") + others, others + item(author="Kim")):
        entry = read(named(body)).entries[0]
        assert (entry.title, entry.author, entry.published.year) == ("Story 1", "Kim", 2025)


@pytest.mark.fault(214)
@pytest.mark.parametrize(
    ("link", "guid", "url"),
    [
        ("", "https://news.test/a/0", "https://news.test/a/0"),
        ("<link></link>", "https://news.test/a/0", "https://news.test/a/0"),
        ("<link>N/A</link>", "https://news.test/a/1", "https://news.test/a/1"),
        ("<link>#</link>", "https://news.test/a/2", "https://news.test/a/2"),
        ("<link>javascript:void(0)</link>", "https://news.test/a/3", "https://news.test/a/3"),
        ("<link>https://news.test/</link>", "https://news.test/a/4", "https://news.test/a/4"),
        ("<link>https://news.test/</link>", "5", "https://news.test/"),
        ("<link>/a/6</link>", "https://news.test/?p=6", "https://news.test/a/6"),
    ],
)
def test_unusable_links(link: str, guid: str, url: str) -> None:
    """If the link leads nowhere, the permalink is used."""
    assert read(rss(item(link="", guid=guid) + link)).entries[0].url == url


@pytest.mark.fault(212)
@pytest.mark.parametrize(
    ("link", "served", "url"),
    [
        ("story1.html", "https://cdn.test/deep/feed.xml", "https://cdn.test/deep/story1.html"),
        ("/a/1", "https://cdn.test/deep/feed.xml", "https://news.test/a/1"),
        ("//other.test/a/1", "https://cdn.test/feed.xml", "https://other.test/a/1"),
        ("?id=1", "https://news.test/x/feed", "https://news.test/x/feed?id=1"),
    ],
)
def test_bases(link: str, served: str, url: str) -> None:
    """Links are relative to the URL that answered, paths from the root to the outlet's own host."""
    feed = parse_feed(rss(item(link=link)), "", FEED_URL, NOW, served)
    assert feed.entries[0].url == url
    assert feed.entries[0].feed_url == FEED_URL
    based = rss(item(link=link)).replace(b"<channel>", b'<channel xml:base="https://base.test/b/">')
    assert parse_feed(based, "", FEED_URL, NOW, served).entries[0].url.startswith("https://")
    items = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://news.test/"}
    body = json.dumps(items | {"title": "J", "items": [{"id": "1", "url": link}]}).encode()
    assert parse_feed(body, "", FEED_URL, NOW, served).entries[0].url == url


@pytest.mark.fault(217)
@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Q&A: R&D with Laos", "Q&A: R&D with Laos"),
        ("AT&T &amp; Laos &eacute;", "AT&T & Laos é"),
        ("<![CDATA[Q&A &amp; more]]>", "Q&A & more"),
        ("A &bogus; B & C", "A &bogus; B & C"),
    ],
)
def test_bare_ampersands(raw: str, title: str) -> None:
    """An ampersand that begins no entity is literal, in text, links and CDATA."""
    entry = read(rss(item(title=raw, link="https://news.test/v?id=7&lang=en&copy=1"))).entries[0]
    assert (entry.title, entry.url) == (title, "https://news.test/v?id=7&lang=en&copy=1")
    assert read(rss(item(title="<![CDATA[x]]>", link="<![CDATA[https://news.test/v?a=1&b=2]]>"))).entries[
        0
    ].url == ("https://news.test/v?a=1&b=2")


@pytest.mark.fault(219)
@pytest.mark.parametrize(
    ("raw", "html", "text"),
    [
        ("Summit:<br><mark>Laos</mark> and Korea", True, "Summit: Laos and Korea"),
        ("La<wbr>os signs", False, "Laos signs"),
        ("<o:p>Laos</o:p> news", False, "Laos news"),
        ("<b>Laos</b> news", False, "Laos news"),
        ("&lt;b&gt;Laos&lt;/b&gt; news", False, "Laos news"),
        ("CO<sub>2</sub> in Laos", True, "CO2 in Laos"),
        ("5 < 6 and I <3 Laos", False, "5 < 6 and I <3 Laos"),
        ("<단독> 라오스", False, "<단독> 라오스"),
        ("How to use <b>", False, "How to use <b>"),
    ],
)
def test_markup_in_headlines(raw: str, html: bool, text: str) -> None:  # noqa: FBT001
    """Removing markup from a headline neither fuses nor splits words; text that only looks like it stays."""
    assert headline_text(raw, html=html) == text


@pytest.mark.fault(220)
def test_without_a_headline() -> None:
    """The first words of the text replace a missing headline, and count once."""
    text = "Laos and Korea signed the treaty today, the ministry says. " * 4
    entry = read(rss(item(title="", description=f"&lt;p&gt;{text}&lt;/p&gt;"))).entries[0]
    assert entry.title.startswith("Laos and Korea signed the treaty today")
    assert len(entry.title) <= 101
    assert is_first_words(entry.title, entry.summary)
    topic = Topic("t", "T", (Keyword("treaty"),), require=("laos",))
    topics = compile_topics(Topics((Group("laos", (Keyword("Laos"),)),), (topic,), "1"))
    matching = match_article(topics, entry.title, entry.summary)
    assert {evidence.field for evidence in matching.matches[0].evidence} <= {"lead", "body"}
    assert read_page(page("Text of the page. " * 30), entry).title == "Story 1 - News Test"


@pytest.mark.fault(221)
@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https://paper.test/a%3Fb%3D1&ct=ga", "https://paper.test/a?b=1"),
        ("https://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fpaper.test%2fa&c=1", "https://paper.test/a"),
        ("https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fpaper.test%2fa/RK=2/RS=x", "https://paper.test/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.test%2Fa&h=AT", "https://paper.test/a"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpaper.test%2Fa&data=x", "https://paper.test/a"),
        ("https://www.google.com/url?url=paper.test/a&ct=ga", "https://paper.test/a"),
        ("https://www.google.co.kr/amp/s/paper.test/a?x=1", "https://paper.test/a?x=1"),
        ("https://paper-test.cdn.ampproject.org/c/s/paper.test/a.amp", "https://paper.test/a.amp"),
        ("https://us.rd.yahoo.com/dailynews/rss/*http://paper.test/a?b=1", "http://paper.test/a?b=1"),
        ("https://out.reddit.com/t3_x?url=https%3A%2F%2Fpaper.test%2Fa&token=x", "https://paper.test/a"),
        ("https://vk.com/away.php?to=https%3A%2F%2Fpaper.test%2Fa&cc_key=", "https://paper.test/a"),
        ("https://steamcommunity.com/linkfilter/?url=https://paper.test/a", "https://paper.test/a"),
        ("https://getpocket.com/redirect?url=https%3A%2F%2Fpaper.test%2Fa", "https://paper.test/a"),
        ("https://slack-redir.net/link?url=https%3A%2F%2Fpaper.test%2Fa", "https://paper.test/a"),
        ("https://urldefense.com/v3/__https://paper.test/a__;!!abc", "https://paper.test/a"),
        ("https://www.google.com/amp/about/", "https://www.google.com/amp/about/"),
        ("https://vk.com/wall-1_2", "https://vk.com/wall-1_2"),
        ("https://news.yahoo.com/laos-korea-2025.html", "https://news.yahoo.com/laos-korea-2025.html"),
        ("https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/url?url=javascript:alert(1)"),
        ("https://paper.test/url?url=https://other.test/", "https://paper.test/url?url=https://other.test/"),
        ("https://news.google.com/rss/articles/CBMiX?oc=5", "https://news.google.com/rss/articles/CBMiX?oc=5"),
    ],
)  # fmt: skip
def test_redirectors(link: str, target: str) -> None:
    """A link of a known redirector becomes its target without a request; others are unchanged."""
    assert unwrap_redirector(link) == target


@pytest.mark.fault(222)
def test_the_source_is_the_outlet() -> None:
    """An aggregator's item belongs to its source, and its headline loses the source's name."""
    source = '<source url="https://paper.test">The Paper</source>'
    entry = read(rss(item(title="Laos signs - The Paper") + source)).entries[0]
    assert (entry.source, entry.title) == ("The Paper", "Laos signs")
    own = read(
        rss(item(title="Laos signs - The Paper") + source.replace("paper.test", "rss.news.test"))
    ).entries[0]
    assert (own.source, own.title) == ("", "Laos signs - The Paper")


@pytest.mark.fault(216)
@pytest.mark.parametrize(
    "space",
    ["http://search.yahoo.com/mrss/", "http://www.w3.org/1999/xhtml", "http://purl.org/dc/elements/1.1/",
     "http://purl.org/rss/1.0/modules/content/", "http://www.itunes.com/dtds/podcast-1.0.dtd"],
)  # fmt: skip
def test_a_foreign_default_namespace(space: str) -> None:
    """RSS is RSS, even if its root declares a wrong namespace."""
    entry = read(rss(item()).replace(b"<rss ", f'<rss xmlns="{space}" '.encode())).entries[0]
    assert (entry.url, entry.title) == ("https://news.test/1", "Story 1")


@pytest.mark.fault(215)
@pytest.mark.parametrize(
    "link",
    [
        "<link/>https://news.test/1",
        "<link />\n https://news.test/1\n",
        "<link>https://news.test/1",
        "<LINK>https://news.test/1",
    ],
)
def test_links_of_an_html_serialiser(link: str) -> None:
    """The text of an element that HTML defines as empty follows it."""
    body = rss(f"<title>T1</title>{link}<guid isPermaLink='false'>g1</guid>", item(2))
    assert [entry.url for entry in read(body).entries] == ["https://news.test/1", "https://news.test/2"]


@pytest.mark.parametrize(
    "link",
    ["https://news.test/?a=1&amp;amp;b=2", "<![CDATA[https://news.test/?a=1&amp;b=2]]>", "/?a=1&amp;amp;b=2"],
)
def test_a_link_that_was_encoded_twice(link: str) -> None:
    """No address holds an encoded ampersand, so it is decoded once more."""
    assert read(rss(item(link=link))).entries[0].url == "https://news.test/?a=1&b=2"


@given(
    st.lists(
        st.sampled_from(
            [
                "<item>", "</item>", "<link>", "</link>", "<link/>", "<title>", "</title>", "&",
                "&amp;", "<![CDATA[", "]]>", "https://x.test/", "<author>", "</author>",
                "<media:content>", "</media:content>", "<entry>", "</entry>",
                '<source url="https://y.test">', "</source>", "<description>", "</description>",
                "<guid>", "</guid>", "x", "<dc:title>", "</dc:title>", "<br>",
                "<content type='xhtml'>", "</content>", "<pubDate>", "</pubDate>",
            ]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_no_mixture_crashes(pieces: list[str]) -> None:
    """Any mixture of elements gives an answer."""
    parse_feed(named("".join(pieces)), "", FEED_URL, NOW)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (b"<item xmlns='http://a.test/v'><title>T</title><link>https://news.test/7</link></item>", "/7"),
        (b"<item><title>T</title><link><!--[CDATA[https://news.test/8]]--></link></item>", "/8"),
        (b"<item><title>T</title><link>www.news.test/9</link></item>", None),
        (b"<item><title>T</title><link>{{ url }}</link><guid>https://news.test/10</guid></item>", "/10"),
        (b"<item><title>T</title><link>${link}</link><guid>https://news.test/11</guid></item>", "/11"),
    ],
)
def test_links_that_software_spoils(body: bytes, url: str | None) -> None:
    """Foreign namespaces, serialised sections, missing schemes and templates cost no entry its link."""
    (entry,) = read(b'<rss version="2.0"><channel><title>C</title>' + body + b"</channel></rss>").entries
    assert entry.title == "T"
    assert entry.url == (f"https://news.test{url}" if url else "https://www.news.test/9")


def test_an_rdf_item_is_named_by_its_address() -> None:
    """An item of RSS 1.0 without a link has its rdf:about."""
    (entry,) = read(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/">'
        b"<channel rdf:about='https://news.test/'><title>C</title></channel>"
        b"<item rdf:about='https://news.test/12'><title>T</title></item></rdf:RDF>"
    ).entries
    assert entry.url == "https://news.test/12"


def test_a_feed_that_a_page_wraps_is_read() -> None:
    """A feed inside of an HTML page is read; a page that only speaks of one is none."""
    wrapped = b"<html><body>" + rss(item()) + b"</body></html>"
    assert [entry.title for entry in read(wrapped).entries] == ["Story 1"]


@pytest.mark.parametrize("title", ["Untitled", "(no title)", "null", "제목 없음", "Sans titre"])
def test_meaningless_titles_are_replaced(title: str) -> None:
    """The first words of the text replace a placeholder that software writes instead of a headline."""
    (entry,) = read(rss(item(title=title, description="Laos and Korea signed the treaty today."))).entries
    assert entry.title.startswith("Laos and Korea signed")


def test_an_element_that_is_never_closed_leaves_the_headline() -> None:
    """`<em>Laos` is Laos; `how to use <b>` keeps its tag."""
    assert headline_text("<em>Laos signs", html=False) == "Laos signs"
    assert headline_text("How to use <b>", html=False) == "How to use <b>"
