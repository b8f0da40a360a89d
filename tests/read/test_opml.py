"""OPML: lists of feeds in the shapes in which readers export them, and our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Failure, Feed
from monitor.read.cleaning import clean_line
from monitor.read.opml import OpmlOutline, read_opml, write_opml

FEEDLY = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Som subscriptions in feedly Cloud</title></head><body>
<outline text="Asia" title="Asia"><outline type="rss" text="Example Post" title="Example Post" xmlUrl="https://post.example.org/feed/" htmlUrl="https://post.example.org"/></outline>
<outline text="Must read" title="Must read"><outline type="rss" text="Example Post" title="Example Post" xmlUrl="https://post.example.org/feed/" htmlUrl="https://post.example.org"/></outline>
</body></opml>"""  # noqa: E501
FRESHRSS = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><head><title>FreshRSS</title><dateCreated>Mon, 15 Dec 2025 06:00:00 +0000</dateCreated></head>
<body><outline text="Asia"><outline text="ຂ່າວ &amp; ຂໍ້ມູນ" type="rss" xmlUrl="https://lao.example.org/rss?a=1&amp;b=2" htmlUrl="https://lao.example.org/" description="News" frss:priority="main"/>
</outline></body></opml>"""  # noqa: E501
MINIFLUX = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Miniflux</title></head><body><outline text="All"><outline title="Wire" text="Wire" xmlUrl="https://wire.example.org/atom.xml" htmlUrl="https://wire.example.org/"></outline>
<outline title="No folder inside" text=""></outline></outline></body></opml>"""  # noqa: E501
OLD_READER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<OPML version="1.1"><BODY><OUTLINE TEXT="News"><OUTLINE TEXT="Deep"><OUTLINE TYPE="RSS" TITLE="Caf\xe9" XMLURL="http://cafe.example.org/rss.xml"/></OUTLINE></OUTLINE>
<OUTLINE type="rss" text="By category" category="/Asia/Laos,other" url="https://category.example.org/feed" language="lo_la"/></BODY></OPML>"""  # noqa: E501


def outlines(text: str, encoding: str = "utf-8") -> tuple[OpmlOutline, ...]:
    """Read a good file."""
    found = read_opml(text.encode(encoding))
    assert not isinstance(found, Failure), found
    return found


def test_shapes_of_four_readers() -> None:
    """Folders, repeats, other cases and charsets, missing types and titles are read."""
    post = OpmlOutline("https://post.example.org/feed/", "Example Post", "Asia")
    assert outlines(FEEDLY) == (post, OpmlOutline(post.url, post.name, "Must read"))
    assert outlines(FRESHRSS) == (OpmlOutline("https://lao.example.org/rss?a=1&b=2", "ຂ່າວ & ຂໍ້ມູນ", "Asia"),)
    assert outlines(MINIFLUX) == (OpmlOutline("https://wire.example.org/atom.xml", "Wire", "All"),)
    assert outlines(OLD_READER, "latin-1") == (
        OpmlOutline("http://cafe.example.org/rss.xml", "Café", "News / Deep"),
        OpmlOutline("https://category.example.org/feed", "By category", "Asia / Laos", "lo-LA"),
    )


NAMES = st.text(min_size=1, max_size=20).map(lambda text: clean_line(text, 200)).filter(bool)


@given(
    st.lists(
        st.tuples(
            NAMES, st.sampled_from(["", "Asia", 'A & <B> "C"']), st.sampled_from(["feed", "page", "sitemap"])
        ),
        max_size=8,
    )
)
def test_export_and_import_return_the_same_feeds(feeds: list[tuple[str, str, str]]) -> None:
    """Names, addresses, folders, languages, kinds and selectors survive an export and an import."""
    written = [
        Feed(
            f"https://x.example.org/{number}?a=1&b=2",
            name,
            "lo",
            kind=kind,
            folder=folder,
            link="ul > a" if kind == "page" else "",
        )  # type: ignore[arg-type]
        for number, (name, folder, kind) in enumerate(feeds)
    ]
    found = outlines(write_opml(written, "Mine & yours", "Mon, 15 Dec 2025 06:00:00 +0000"))
    expected = [OpmlOutline(f.url, f.name, f.folder, f.language, f.kind, f.link) for f in written]
    assert sorted(found, key=lambda one: one.url) == sorted(expected, key=lambda one: one.url)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"),
        (b"<rss version='2.0'/>", "not_opml"),
        (b"[project]\nname = 'x'", "not_opml"),
        (
            b"<!DOCTYPE o [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><opml><body><outline xmlUrl='&b;'/></body></opml>",  # noqa: E501
            "xml_bomb",
        ),
        (b"<opml><body>" + b"<outline text='a'>" * 300_000, "too_many_tags"),
    ],
)
def test_what_is_refused(body: bytes, reason: str) -> None:
    """Other files and hostile ones are refused by name."""
    found = read_opml(body)
    assert isinstance(found, Failure)
    assert found.reason == reason


def test_deep_nesting_is_read_without_recursion() -> None:
    """Folders in folders to any depth the parser keeps do not exhaust the stack."""
    deep = "<outline text='a'>" * 200 + "<outline xmlUrl='https://x.example.org/feed'/>" + "</outline>" * 200
    assert [one.url for one in outlines(f"<opml><body>{deep}</body></opml>")] == [
        "https://x.example.org/feed"
    ]
