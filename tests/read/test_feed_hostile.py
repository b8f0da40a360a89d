"""Hostile feeds open no file, expand no entity bomb and take bounded time."""

import os
import threading
import time

import pytest

from monitor.models import Failure
from tests.cpu_time import is_within
from tests.read.documents import item, parse, read, refused, rss

SECRET = "the secret of the file"


def seconds(body: bytes) -> float:
    """Return the CPU seconds that parsing a body takes."""
    start = time.thread_time()
    parse(body)
    return time.thread_time() - start


@pytest.mark.fault(19)
def test_a_body_is_never_a_path_or_an_address(tmp_path) -> None:
    """A body that names a file, FIFO, device or URL is text: nothing is opened, nothing hangs."""
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss(item(title=SECRET)))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for body in (
        str(secret),
        str(fifo),
        "/dev/zero",
        "/etc/passwd",
        "http://127.0.0.1:9/feed",
        "file:///etc/passwd",
    ):
        failure = refused(body.encode())
        assert (failure.reason, SECRET in str(failure)) == ("not_a_feed", False)


@pytest.mark.fault(20)
def test_external_entities_stay_outside(tmp_path) -> None:
    """External entities, DTDs and stylesheets are not loaded and leave no text."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    doctype = (
        f'<?xml version="1.0"?><?xml-stylesheet href="file://{secret}"?>'
        f'<!DOCTYPE rss [<!ENTITY xxe SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}"> %p;'
        f'<!ENTITY pub PUBLIC "x" "file://{secret}">]>'
    )
    body = rss(item(title="before &xxe; after", description="&xxe;&pub;")).decode().partition("?>")[2]
    entry = read((doctype + body).encode()).entries[0]
    assert (entry.title, entry.summary) == ("before after", "")


def test_harmless_entities_are_expanded() -> None:
    """Short DTD entities and named HTML entities are expanded."""
    doctype = '<!DOCTYPE rss [<!ENTITY outlet "News Test"><!ENTITY dash "&#8212;">]>'
    body = rss(item(title="&outlet; &dash; caf&eacute;&nbsp;x")).decode().partition("?>")[2]
    assert read((doctype + body).encode()).entries[0].title == "News Test — café x"


@pytest.mark.fault(82, 83)
@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "lol">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "<!ENTITY i '" + "a" * 50_000 + "'>",
        "<!ENTITY i '&i;&i;'>",
    ],
    ids=["billion laughs", "quadratic", "recursive"],
)
def test_entity_bombs(entities) -> None:
    """Entities that expand into others, or are long, are refused at once."""
    body = rss(item(title="&i;" * 40_000)).decode().partition("?>")[2]
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>{body}'.encode()
    assert refused(bomb).reason == "xml_bomb"
    assert is_within(seconds(bomb), 1)


@pytest.mark.no_cover
@pytest.mark.fault(84, 85, 86)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (rss("<title " + "".join(f"a{n}='' " for n in range(40_000)) + ">x</title>"), "tag_too_long"),
        (rss(("<title " + "".join(f"a{n}=''" for n in range(7000)) + ">x</title>") * 100), "tag_too_long"),
        (rss("<a>" * 1_000_000), "too_many_tags"),
        (rss("<" * 300_000), "too_many_tags"),
        (rss(f"<{'t' * 9_000_000}>x</t>"), "tag_too_long"),
    ],
    ids=["attributes", "many of these", "nesting", "brackets", "token"],
)
def test_markup_that_takes_quadratic_time(body, reason) -> None:
    """Masses of attributes and tags, and endless ones, are refused before parsing."""
    start = time.thread_time()
    assert refused(body).reason == reason
    assert is_within(time.thread_time() - start, 1)


@pytest.mark.no_cover
@pytest.mark.fault(85, 86)
@pytest.mark.parametrize(
    "body",
    [
        rss(item()) + b"<!--" + b"x" * 9_000_000 + b"-->",
        rss(item(description="<![CDATA[" + "x" * 9_000_000 + "]]>")),
        rss(item(description="<![CDATA[" + "<p>x</p>" * 200_000 + "]]>")),
        rss(item(description="<![CDATA[" + "<div>" * 100_000 + "]]>")),
        rss(item(description="<b>" * 60_000)),
        rss("<!--" * 300_000),
        rss("<![CDATA[" * 100_000),
        b"<?xml " * 200_000,
        b"<!DOCTYPE " * 100_000,
        b"<!DOCTYPE rss [" + b"<!ENTITY a " * 50_000,
        b"<!-- " * 200_000,
        b"<title>" * 150_000,
        b"<rss><channel>" + b"<item>" * 100_000,
        b"<rss><channel>" + b"&amp" * 1_000_000,
        b"<rss><channel><skipHours>" * 10_000,
        b"{" * 1_000_000,
    ],
    ids=lambda body: f"{body[-24:-8]!r}",
)
def test_what_no_scanner_may_stumble_over(body) -> None:
    """Unclosed, repeated and enormous sections take seconds at most."""
    assert is_within(seconds(body), 5)


@pytest.mark.fault(99)
def test_references_to_forbidden_characters() -> None:
    """A reference to a surrogate, a NUL or a character beyond Unicode is dropped, and nothing else."""
    feed = read(rss(item(title="a&#xD800;b&#0;c&#x1b;d&#x110000;e&#99999999;f"), item(2)))
    assert [entry.title for entry in feed.entries] == ["abcdef", "Story 2"]


@pytest.mark.fault(96, 97)
def test_controls_in_the_body() -> None:
    """Raw NUL and escape bytes do not break the parser and are removed from text, ids and errors."""
    body = rss(item(title="a\0b\x1b[2Jc", guid="id\0\x1b1")).replace(b"Summary", b"\x07Summary")
    entry = read(body).entries[0]
    assert (entry.title, entry.key, entry.summary) == ("ab[2Jc", "id1", "Summary 1.")
    failure = refused(b"<html><title>\x1b]52;c;x\x07\xc2\x9b2J</title>")
    assert failure.detail.isprintable()


def test_malformed_feeds_are_read_loosely() -> None:
    """Bare ampersands, unknown entities and unclosed tags do not lose the entries."""
    body = rss(item(link="https://news.test/?a=1&b=2", title="Fish & chips &bogus; <b>unclosed"))
    feed = read(body)
    assert (feed.entries[0].url, feed.damage) == ("https://news.test/?a=1&b=2", "")


@pytest.mark.fault(99)
def test_parsing_in_several_threads_of_control_is_equal() -> None:
    """Parsing keeps no state from one feed to the next."""
    body = rss(item(), head="<title>T</title><language>ko</language>")
    before = parse(body)
    for bad in (b"<rss" * 1000, rss(item(title="&#xD800;")), b"{", b""):
        parse(bad)
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(parse(body)))
    thread.start()
    thread.join()
    assert results == [before]
    assert not isinstance(before, Failure)


@pytest.mark.parametrize("opening", ["<!-- a -->", "<!-- a --> ", "<!--", "<!---->\n", "<?a?>", "<?a ", " "])
def test_a_long_prolog_takes_linear_time(opening) -> None:
    """Thousands of comments or instructions at the start are skipped in linear time."""
    assert refused((opening * 3000 + "x").encode()).reason == "not_a_feed"
    assert is_within(seconds((opening * 3000 + "x").encode()), 0.5)
    assert is_within(seconds((opening * 3000).encode() + rss(item())), 0.5)


def test_a_page_is_one_behind_comments() -> None:
    """An HTML page is recognised after comments and instructions, whatever its first element."""
    for prolog in ("", "<!-- a --><!-- b -->\n", "<?php ?>\n<!-- " + "a" * 5000 + " -->"):
        failure = refused(f"{prolog}<!DOCTYPE html><head><title>Gone</title></head>".encode())
        assert str(failure.detail) == "an HTML page: Gone"


def test_elements_named_as_the_parser_names_its_own() -> None:
    """An element named title_detail replaces feedparser's own field without harm."""
    feed = read(rss(item() + "<title_detail>x</title_detail>"))
    assert feed.entries[0].title == "Story 1"
