"""Feeds of every format become entries with identity, text, links and dates."""

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from xml.sax import make_parser
from xml.sax.handler import ContentHandler

import pytest
from feedparser import api

from monitor.models import FailureKind
from tests.read.documents import FEED_URL, PARAGRAPH, item, page, parse, read, refused, rss

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="lo">
<title>ຂ່າວ</title><entry><title type="html">&lt;b&gt;ສົນທິສັນຍາ&lt;/b&gt;</title>
<link rel="alternate" href="/a?utm_source=feed"/><link rel="enclosure" href="/a.mp3"/>
<id>tag:news.test,2025:1</id>
<published>2025-12-15T09:00:00Z</published><updated>2025-12-15T10:00:00Z</updated>
<author><name>ນາງ ກ</name></author><summary>ສັ້ນ</summary><content type="html">BODY</content>
</entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>RDF</title>
</channel><item rdf:about="https://news.test/1"><title>One</title><link>https://news.test/1</link>
<dc:date>2025-12-15T18:00:00+09:00</dc:date></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "JSON",
    "language": "ko",
    "items": [
        {"id": 7, "url": "https://news.test/7#top", "title": "칠", "content_html": f"<p>{PARAGRAPH}</p>" * 3,
         "summary": "요약", "date_published": "2025-12-15T18:00:00+09:00",
         "authors": [{"name": "김"}, {"name": "이"}]},
        {"id": "8", "external_url": "javascript:alert(1)", "content_text": "짧다", "author": {"name": "박"}},
        "no object",
        {},
    ],
}  # fmt: skip


def test_rss() -> None:
    """An RSS item gives key, canonical link, text, author and date; the feed gives title and format."""
    feed = read(
        rss(
            item(author="Kim", link="https://News.test/1?utm_source=rss#c"),
            head="<title>A &amp;amp; B</title>",
        )
    )
    entry = feed.entries[0]
    assert (feed.title, feed.format, feed.damage, feed.ttl) == ("A & B", "rss20", "", None)
    assert (entry.feed_url, entry.key, entry.url) == (FEED_URL, "id-1", "https://news.test/1")
    assert (entry.title, entry.summary, entry.content, entry.author) == ("Story 1", "Summary 1.", "", "Kim")
    assert entry.published == datetime(2025, 12, 15, 9, 0, tzinfo=UTC)


def test_atom() -> None:
    """An Atom entry gives its alternate link, its published date, and its body as content."""
    feed = read(ATOM.replace("BODY", f"&lt;p&gt;{PARAGRAPH}&lt;/p&gt;" * 3).encode())
    entry = feed.entries[0]
    assert (feed.title, feed.format) == ("ຂ່າວ", "atom10")
    assert (entry.key, entry.url, entry.title) == ("tag:news.test,2025:1", "https://news.test/a", "ສົນທິສັນຍາ")
    assert (entry.author, entry.language, entry.summary) == ("ນາງ ກ", "lo", "ສັ້ນ")
    assert entry.content == "\n".join([PARAGRAPH] * 3)
    assert entry.published == datetime(2025, 12, 15, 9, 0, tzinfo=UTC)


def test_rdf() -> None:
    """RSS 1.0 has its items beside the channel."""
    feed = read(RDF.encode())
    assert (feed.title, feed.format, len(feed.entries)) == ("RDF", "rss10", 1)
    assert feed.entries[0].published == datetime(2025, 12, 15, 9, 0, tzinfo=UTC)


@pytest.mark.fault(92)
def test_json_feed() -> None:
    """A JSON Feed is parsed by its standard; fields that break it are ignored."""
    feed = read(json.dumps(JSON_FEED).encode(), "application/feed+json")
    assert (feed.title, feed.format, len(feed.entries)) == ("JSON", "json11", 2)
    first, second = feed.entries
    assert (first.key, first.url, first.title, first.author) == ("7", "https://news.test/7", "칠", "김, 이")
    assert (first.summary, first.content, first.language) == ("요약", "\n".join([PARAGRAPH] * 3), "ko")
    assert first.published == datetime(2025, 12, 15, 9, 0, tzinfo=UTC)
    assert (second.key, second.url, second.summary, second.author) == ("8", None, "짧다", "박")


@pytest.mark.fault(36, 92)
def test_gzip_without_its_header() -> None:
    """A gzip file is unpacked; a truncated, too large or false one is a named failure."""
    packed = gzip.compress(rss(item()))
    assert len(read(packed).entries) == 1
    assert refused(packed[:-20]).reason == "truncated"
    assert refused(packed[:4] + b"junk" * 10).reason == "bad_encoding"
    assert refused(gzip.compress(b" " * 30_000_000)).reason == "too_large"


@pytest.mark.fault(49, 88)
@pytest.mark.parametrize("body", [b"", b" ", b"\n\r\t ", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_nothing_is_a_failure(body) -> None:
    """An empty or blank body is not a feed."""
    assert refused(body).reason == "empty_body"


@pytest.mark.fault(71, 89, 90, 92)
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (page("text").body, "an HTML page: Story 1 - News Test"),
        (b"<html><head><title>\x1b[2JLog in</title></head></html>", "an HTML page: [2JLog in"),
        (b"<!-- x --><!doctype HTML><title>Wi-Fi &amp; you</title><p>hello", "an HTML page: Wi-Fi & you"),
        (b'<?xml version="1.0"?><urlset><url><loc>https://news.test/1</loc></url></urlset>', "a sitemap"),
        (b"<sitemapindex></sitemapindex>", "a sitemap"),
        (
            b'<opml version="2.0"><head><title>Mine</title></head><body/></opml>',
            "an OPML list of feeds: Mine",
        ),
        (b'{"error": "not found"}', "JSON, but no JSON Feed"),
        (b"[1, 2, 3]", "JSON, but no JSON Feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "no feed of a known format"),
        (b"Service unavailable", "no feed of a known format"),
        (b"<Error><Code>AccessDenied</Code></Error>", "an error message"),
    ],
)
def test_documents_that_are_not_feeds_are_identified(body, detail) -> None:
    """HTML, sitemaps, OPML, JSON and garbage are `not_a_feed`, with their kind and title."""
    failure = refused(body, "application/rss+xml")
    assert (failure.reason, failure.detail, failure.kind) == ("not_a_feed", detail, FailureKind.SOFT)


@pytest.mark.parametrize("body", [b"{", b'{"items": [', b"[" * 100_000, b'{"version": ' + b"1" * 5000 + b"}"])
def test_broken_json_is_named(body) -> None:
    """Truncated, very deep or very long JSON is a failure, not a crash."""
    assert refused(body).reason in {"unparsable", "not_a_feed"}


def test_a_feed_without_entries_is_a_feed() -> None:
    """An empty feed is not a failure; the feed state decides what it means."""
    assert read(rss()).entries == ()


def test_content_must_be_clearly_longer_than_the_summary() -> None:
    """A body counts as full text only if it is clearly longer than the summary."""
    body = f"<![CDATA[<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>]]>"
    full, short, alone = (
        read(rss(item(description=description, content_encoded=content))).entries[0]
        for description, content in (("Brief.", body), (PARAGRAPH, f"{PARAGRAPH} More."), ("", body))
    )
    assert (full.summary, full.content) == ("Brief.", "\n".join([PARAGRAPH] * 3))
    assert (short.summary, short.content) == (PARAGRAPH, "")
    assert (alone.summary, alone.content) == ("", "\n".join([PARAGRAPH] * 3))


@pytest.mark.fault(100, 101)
def test_identity() -> None:
    """The key is the guid, the link if the guid repeats, else a hash; only empty items are left out."""
    same = [item(number, guid="same") for number in range(10)]
    assert [entry.key for entry in read(rss(*same)).entries] == [f"https://news.test/{n}" for n in range(10)]
    nameless = item(guid="", link="")
    one = read(rss(nameless)).entries[0]
    assert one.key.startswith("hash:")
    assert one.key == read(rss(item(2), nameless)).entries[1].key
    homepage = [item(number, guid="", link="https://news.test/") for number in range(3)]
    assert len({entry.key for entry in read(rss(*homepage)).entries}) == 3
    assert read(rss("<category>x</category>", "")).entries == ()
    assert len(read(rss(item(), item())).entries) == 1


@pytest.mark.fault(113)
def test_strange_ids_are_data() -> None:
    """An id that looks like a path is kept; one of 4 KB is hashed."""
    paths = read(rss(item(guid="../../etc/passwd", link=""))).entries[0]
    assert (paths.key, paths.url) == ("../../etc/passwd", None)
    assert len(read(rss(item(guid="x" * 4096))).entries[0].key) < 100


def test_a_guid_without_a_scheme_is_not_a_link() -> None:
    """A guid is a permalink by default (RSS 2.0), but one without a scheme is ignored."""
    assert read(rss(item(link="", guid="12345"))).entries[0].url is None
    assert (
        read(rss(item(link="", guid="https://news.test/12345"))).entries[0].url == "https://news.test/12345"
    )


@pytest.mark.fault(108)
def test_swarms_of_fields() -> None:
    """Ten thousand links, authors and categories in one entry give one of each."""
    swarm = "<category>x</category>" * 10_000 + "<author>Kim</author>" * 10_000
    entries = read(rss(item() + swarm)).entries
    assert len(entries) == 1
    assert len(entries[0].author) < 250


@pytest.mark.fault(95)
def test_a_feed_that_changes_its_encoding() -> None:
    """The same items in another charset or Unicode form keep their keys."""
    body = rss(
        item(title="한국과 라오스의 조약", guid="", link="", description="인도 조약이 발효된다")
    ).decode()
    korean = body.replace("utf-8", "euc-kr").encode("cp949")
    decomposed = body.replace("한", "\u1112\u1161\u11ab").encode()
    keys = {
        read(variant).entries[0].key for variant in (body.encode(), body.encode("utf-16"), korean, decomposed)
    }
    assert len(keys) == 1


@pytest.mark.fault(102, 103)
def test_what_recognition_of_known_entries_needs() -> None:
    """If the guids or dates of a whole feed change, links and titles stay the same."""
    before = read(rss(*(item(n) for n in range(20)))).entries
    after = read(
        rss(*(item(n, guid=f"new-scheme/{n}", pubDate="Tue, 16 Dec 2025 11:59:00 GMT") for n in range(20)))
    )
    assert [(e.url, e.title) for e in before] == [(e.url, e.title) for e in after.entries]
    redated = read(rss(*(item(n, pubDate="Tue, 16 Dec 2025 11:59:00 GMT") for n in range(20)))).entries
    assert [e.key for e in before] == [e.key for e in redated]


@pytest.mark.fault(112)
def test_unsafe_links_of_entries() -> None:
    """An unsafe link becomes None; the entry stays."""
    links = ["javascript:alert(1)", "data:text/html,x", "http://[bad/", "https://u:p@news.test/", "x" * 3000]
    feed = read(rss(*(item(number, link=link) for number, link in enumerate(links))))
    assert [entry.url for entry in feed.entries] == [None] * len(links)


def test_junk_before_the_feed() -> None:
    """White space, a byte order mark or a PHP warning before the prolog does no harm."""
    for junk in (b"\n\n  ", b"\xef\xbb\xbf", b"<br />\n<b>Warning</b>: mysql in /x.php on line 3<br />\n"):
        assert len(read(junk + rss(item())).entries) == 1


@pytest.mark.fault(93)
def test_a_feed_that_is_cut_off() -> None:
    """Complete items are kept, a truncated item is dropped; missing end tags alone lose nothing."""
    whole = rss(*(item(number) for number in range(10)))
    torn = read(whole[: whole.index(b"Story 3") + 4])
    assert (len(torn.entries), torn.damage) == (3, "partial")
    assert read(whole[: whole.index(b"Summary 0")]).damage == "partial"
    assert read(whole).damage == ""
    assert read(whole.removesuffix(b"</rss>")).damage == ""
    atom = ATOM.replace("BODY", "x").encode()
    assert read(atom.removesuffix(b"</feed>")).damage == "partial"


@pytest.mark.fault(87)
@pytest.mark.parametrize("newest_last", [False, True])
def test_too_many_entries(newest_last) -> None:
    """Of a hundred thousand entries the newest two thousand are kept, at either end."""
    start = datetime(2025, 12, 15, tzinfo=UTC)
    order = range(25_000) if newest_last else range(25_000, 0, -1)
    dated = (
        item(n, pubDate=(start - timedelta(minutes=25_000 - n)).isoformat(), description="") for n in order
    )
    feed = read(rss(*dated))
    assert (len(feed.entries), feed.damage) == (2000, "too_many_entries")
    assert {entry.title for entry in feed.entries} == {f"Story {n}" for n in sorted(order)[-2000:]}


def test_too_many_json_items() -> None:
    """The same limit holds for JSON Feed."""
    items = [
        {"id": str(n), "title": "x", "date_published": f"20{10 + n // 300:02}-01-01"} for n in range(2500)
    ]
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode())
    assert (len(feed.entries), feed.damage, feed.entries[-1].key) == (2000, "too_many_entries", "2499")


@pytest.mark.fault(110)
def test_old_archives_keep_their_dates() -> None:
    """Five hundred old items keep their dates, which distinguish them from news."""
    feed = read(rss(*(item(n, pubDate="Wed, 01 Jan 2020 00:00:00 GMT") for n in range(500))))
    assert {entry.published for entry in feed.entries} == {datetime(2020, 1, 1, tzinfo=UTC)}


def test_language_of_a_feed() -> None:
    """Entries carry the stated language of the feed in one spelling, and it decides the zone."""
    feed = read(rss(item(pubDate="2025-12-15 18:00:00"), head="<title>T</title><language>ko_kr</language>"))
    assert feed.entries[0].language == "ko-KR"
    assert feed.entries[0].published == datetime(2025, 12, 15, 9, 0, tzinfo=UTC)


def test_feedburner_keeps_the_original_link() -> None:
    """If a proxy rewrites links and names the original, the original is used."""
    body = rss(item(link="https://feedproxy.test/~r/x") + "<f:origLink>https://news.test/real</f:origLink>")
    body = body.replace(b"<rss ", b'<rss xmlns:f="http://rssnamespace.org/feedburner/ext/1.0" ')
    assert read(body).entries[0].url == "https://news.test/real"


def test_parsing_is_a_function() -> None:
    """The same bytes give the same feed."""
    body = rss(*(item(number) for number in range(5)))
    assert parse(body) == parse(body)


def test_feedparser_is_handed_whole_texts() -> None:
    """Feedparser receives a body full of entities as one piece, because each piece is costly."""
    pieces = []
    handler = ContentHandler()
    handler.characters = pieces.append
    parser = make_parser(api.PREFERRED_XML_PARSERS)
    parser.setContentHandler(handler)
    parser.parse(io.BytesIO(b"<summary>&lt;p&gt;Fish &amp;amp; rice&lt;/p&gt;</summary>"))
    assert pieces == ["<p>Fish &amp; rice</p>"]
