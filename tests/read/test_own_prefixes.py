"""A feed whose own elements have a namespace prefix reads as one without."""

import pytest

from tests.read.documents import item, read, rss

ATOM = "http://www.w3.org/2005/Atom"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PLAIN = rss(item(1), item(2)).decode()
ENTRY = (
    "<entry><title>Story {0}</title><link href='https://news.test/{0}'/><id>id-{0}</id>"
    "<updated>2025-12-15T09:00:00Z</updated><summary>Summary {0}.</summary></entry>"
)


def prefixed(document: str, prefix: str, *, keep: str = "") -> str:
    """Put a prefix before the names of elements that have none, except some."""
    out, names = (
        document,
        "rss channel item title link guid description pubDate feed entry id updated summary",
    )
    for name in set(names.split()) - set(keep.split()):
        for bracket in ("<", "</"):
            for end in (">", " ", "/"):
                out = out.replace(f"{bracket}{name}{end}", f"{bracket}{prefix}:{name}{end}")
    return out


def atom(namespace: str = "") -> str:
    """Return an Atom feed of two entries."""
    return f"<feed{namespace}><title>News Test</title>{ENTRY.format(1)}{ENTRY.format(2)}</feed>"


def facts(document: str) -> list[tuple[str, str | None, str, str, bool]]:
    """Return what is read of each entry."""
    entries = read(document.encode()).entries
    return [(one.title, one.url, one.summary, one.key, one.published is not None) for one in entries]


EXPECTED = [(f"Story {n}", f"https://news.test/{n}", f"Summary {n}.", f"id-{n}", True) for n in (1, 2)]


@pytest.mark.fault(365)
@pytest.mark.parametrize(
    "binding",
    [
        ' xmlns:{}="http://backend.userland.com/rss2"',
        ' xmlns:{}="http://purl.org/rss/1.0/"',
        ' xmlns:{}="https://news.test/our-own"',
        " xmlns:{}='x' xmlns='http://www.w3.org/1999/xhtml'",
        "",
    ],
)
@pytest.mark.parametrize("prefix", ["rss", "ns0", "x-1"])
@pytest.mark.parametrize("keep", ["", "rss", "channel item title link guid description pubDate"])
def test_rss_with_a_prefix(prefix: str, binding: str, keep: str) -> None:
    """The prefix of the root, of the elements below it or of both, bound to any namespace or none."""
    document = prefixed(PLAIN, prefix, keep=keep).replace(
        " xmlns:content", f"{binding.format(prefix)} xmlns:content"
    )
    assert document != PLAIN
    assert facts(document) == EXPECTED


@pytest.mark.fault(365)
@pytest.mark.parametrize(
    "binding",
    [
        f' xmlns:a="{ATOM}"',
        ' xmlns:a="https://www.w3.org/2005/Atom"',
        f' xmlns="http://www.w3.org/1999/xhtml" xmlns:a="{ATOM}"',
        "",
    ],
)
def test_atom_with_a_prefix(binding: str) -> None:
    """Atom whose elements have a prefix, whatever it is bound to."""
    document = prefixed(atom(), "a").replace("<a:feed", f"<a:feed{binding}")
    assert facts(document) == EXPECTED


@pytest.mark.fault(365)
@pytest.mark.parametrize("frame", ["rdf", "r", "ns0"])
@pytest.mark.parametrize("own", ["", "rss:", "ns1:"])
def test_rdf_with_other_prefixes(frame: str, own: str) -> None:
    """RDF whose frame has another prefix than rdf, and whose items have one too."""
    items = "".join(
        f'<{own}item {frame}:about="https://news.test/{n}"><{own}title>Story {n}</{own}title>'
        f"<{own}link>https://news.test/{n}</{own}link><{own}description>Summary {n}.</{own}description>"
        f"</{own}item>"
        for n in (1, 2)
    )
    binding = f'xmlns:{own[:-1]}="urn:own"' if own else 'xmlns="http://purl.org/rss/1.0/"'
    document = (
        f'<{frame}:RDF xmlns:{frame}="{RDF_NS}" {binding}>'
        f"<{own}channel><{own}title>T</{own}title></{own}channel>"
        f"{items}</{frame}:RDF>"
    )
    assert [one[:3] for one in facts(document)] == [one[:3] for one in EXPECTED]
    cut = document[: document.rindex("2.</")]
    parsed = read(cut.encode())
    assert (len(parsed.entries), parsed.damage) == (1, "partial")


@pytest.mark.fault(365)
def test_a_truncated_or_long_feed_with_a_prefix() -> None:
    """What is cut before parsing is cut with a prefix too, and output before the root is dropped."""
    document = prefixed(PLAIN, "x")
    assert read(document[: document.rindex("<x:guid")].encode()).damage == "partial"
    long = prefixed(rss(*(item(number) for number in range(2100))).decode(), "x")
    parsed = read(long.encode())
    assert (len(parsed.entries), parsed.damage) == (2000, "too_many_entries")
    assert facts(f"Warning: no database\n{document}") == EXPECTED
