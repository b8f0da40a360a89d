"""What the web says stays inert on every page."""

import re
import sqlite3
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from monitor.archive import open_archive
from monitor.digest import build_digest
from monitor.models import Delivery, Feed, Keyword, Topic, Topics
from monitor.publish import publish_digest
from monitor.web.views.feeds import feed_key
from tests.digest.payloads import URLS, WORDS, hostile_day
from tests.web.newsdesk import NOW, fill, read_examined, show, summary_of

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
ELEMENTS = {
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "ul", "ol", "li", "p",
    "div", "main", "form", "input", "button", "label", "select", "option", "section", "article", "h1", "h2",
    "h3", "b", "i", "bdi", "span", "strong", "time", "mark", "blockquote", "svg", "rect", "path", "text",
    "details", "summary", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "code", "dialog",
    "kbd", "br", "del", "ins", "textarea",
}  # fmt: skip
# Some payloads together in one text: if one of them gets out of its place, the page shows it all the same.
TEXTS = [" | ".join(WORDS[begin : begin + 6]) for begin in range(0, len(WORDS), 6)]


class Page(HTMLParser):
    """Checks each element of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuse an element or attribute that the templates do not have."""
        assert tag in ELEMENTS, tag
        self.scripts += tag == "script"
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc", "formaction", "http-equiv", "background"}, name
            if name in {"href", "src", "action"}:
                assert re.match(r"https?://|/(?!/)|#|\?|$", unescape(value or "")), value


def assert_inert(text: str) -> None:
    """Check that a page has only what its templates have."""
    page = Page(text)
    assert page.scripts == 1
    assert not UNPRINTABLE.search(text)


@pytest.fixture
def hostile(facts, tmp_path, output):
    """Have every payload as headline, text, author, outlet, language, topic and error; return the words."""
    words = [word for word in WORDS if word.strip()]
    feeds = [
        Feed(f"https://feed.example/{place}?{word[:40]}", word, "en", "LA")
        for place, word in enumerate(words)
    ]
    plain = [Topic(f"t{place}", word, (Keyword("treaty"),)) for place, word in enumerate(words)]
    weak = Topic("weak", words[1], (Keyword("pact", weight=9.0), Keyword(words[2])))
    topics = Topics((), (*plain, weak), "v1")
    news = [(place, f"{word} treaty", f"{word} treaty.\n{word}") for place, word in enumerate(words)]
    news += [(place, word, f"{word} pact.\n{word}") for place, word in enumerate(words)]
    folder = tmp_path / "hostile"
    config = fill(folder, news, feeds, topics, author=words[0], language=words[3])
    show(facts, folder, config)
    facts.status = replace(
        facts.status,
        feeds=tuple(summary_of(config, "failing", words[1], words[2])),
        config_problems=tuple(words),
        notices=tuple(words),
        deliveries=tuple(Delivery(1, word, word, error=word) for word in words),
        config_version=words[0],
    )
    facts.config = replace(config, digest=replace(config.digest, title=words[0], missed=200))
    with open_archive("sqlite:///archive.db", folder, create=False) as archive:
        for word in words:
            archive.outbox.queue(word, [word], NOW)
        for delivery in archive.outbox.due(NOW):
            archive.outbox.record(replace(delivery, error=delivery.key, next_try=None))
    publish_digest(build_digest(hostile_day(words[0])), output, ("html", "json", "atom"))
    return words


@pytest.mark.fault(133, 205)
async def test_every_page_is_inert(browser, facts, hostile):
    """No payload becomes an element, an attribute, a link or a control character on any page."""
    paths = [
        "/", "/sources", "/digests", "/deliveries", "/login", "/search", "/topics", "/nowhere",
        "/report", "/report?topic=t0", "/topics/t0/suggestions",
        *(f"/topics/t{number}{page}" for number in (0, 2) for page in ("", "/chronicle")),
        *(f"/?topic=t{number}&part={part}" for number in (0, 2) for part in (1, 2)),
        *(f"/sources/{feed_key(feed.url)}" for feed in facts.config.feeds),
        *(f"/articles/{number + 1}" for number in range(len(hostile))),
        *(f"/search?q=treaty&part={part}" for part in (1, 2)),
    ]  # fmt: skip
    headers = browser.log_in()
    for path in paths:
        code, _, text = await browser.ask(path, Accept="text/html", **headers)
        assert code == (404 if path == "/nowhere" else 200), path
        assert_inert(text)
    missed = await read_examined(browser, **headers)
    assert missed.count('id="missed-') > len(hostile)
    assert_inert(missed)


@pytest.mark.fault(133, 205)
async def test_what_the_address_says_is_inert(browser, facts, tmp_path):
    """A payload in any parameter comes out as text."""
    show(facts, tmp_path / "plain", fill(tmp_path / "plain"))
    for word in TEXTS:
        given = quote(word.encode("utf-8", "replace"), safe="")
        paths = [f"/search?q=x&{field}={given}" for field in ("topic", "language", "source", "since", "part")]
        paths += [f"/search?q={given}", f"/login?key={given}&next={given}", f"/articles/1?q={given}"]
        paths += [f"/report?{field}={given}" for field in ("topic", "since", "until")]
        paths += [f"/topics/extradition/suggestions?since={given}", f"/topics/railway/try?word={given}"]
        paths += [f"/?topic={given}", f"/?since={given}", f"/sources?part={given}&done={given}", f"/{given}"]
        paths += [f"/sources/add?address={given}"]
        for path in paths:
            assert_inert((await browser.ask(path, Accept="text/html"))[2])


@pytest.mark.fault(112)
async def test_only_web_addresses_are_links(browser, facts, tmp_path):
    """An address that a browser could read as anything but http(s) is never a link on a page."""
    folder = tmp_path / "links"
    news = [(0, f"Extradition {place}", "The extradition was agreed.") for place in range(len(URLS))]
    show(facts, folder, fill(folder, news))
    database = sqlite3.connect(folder / "archive.db")
    with database:
        for place, url in enumerate(URLS, 1):
            database.execute("UPDATE articles SET url = ? WHERE id = ?", (url, place))
    database.close()
    for path in (*(f"/articles/{place + 1}" for place in range(len(URLS))), "/search?q=extradition", "/"):
        code, _, text = await browser.ask(path)
        assert code == 200
        assert_inert(text)
        assert 'class="original"' not in text
