"""Nothing that comes from outside becomes active in any output."""

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from monitor.digest import (
    Message,
    alert_message,
    build_digest,
    digest_message,
    join,
    render_atom,
    render_html,
    render_index,
    render_json,
    render_markdown,
    summarise,
)
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.markdown import escaped
from monitor.digest.render.slug import slug
from tests.digest.payloads import CALLS, CONTROLS, MARKDOWN, MARKUP, TEMPLATES, URLS, WORDS, hostile_day

ELEMENTS = {
    "html", "head", "meta", "title", "style", "link", "body", "a", "header", "p", "h1", "h2", "h3", "time",
    "section", "nav", "ol", "ul", "li", "span", "svg", "path", "rect", "main", "article", "b", "i", "bdi",
    "blockquote", "mark", "details", "summary", "dl", "dt", "dd", "footer", "strong", "code",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "datetime", "id", "aria-label",
    "aria-labelledby", "dir", "rel", "role", "width", "height", "viewbox", "d", "x", "y", "type", "title",
    "scope",
}  # fmt: skip
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
MARKDOWN_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Page(HTMLParser):
    """Collects the elements, attributes and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element."""
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src"}:
                self.links.append(value or "")


def assert_inert(text: str) -> None:
    """Check that a page has only known elements and attributes, and links only to http(s) or to itself."""
    page = Page(text)
    assert page.elements <= ELEMENTS, page.elements - ELEMENTS
    assert page.attributes <= ATTRIBUTES, page.attributes - ATTRIBUTES
    for link in page.links:
        assert re.match(r"https?://|#|\.\./|[0-9a-z/-]+\.(?:html|atom)(?:#|$)", unescape(link)), link
    assert not UNPRINTABLE.search(text)


@pytest.mark.fault(123, 133, 205)
@pytest.mark.parametrize("word", WORDS)
def test_html_holds_only_what_the_templates_hold(word: str) -> None:
    """No element, attribute, link, image or control character gets into the page from any field."""
    digest = build_digest(hostile_day(word))
    assert_inert(render_html(digest))
    assert_inert(render_index(join((), summarise(digest))))


@pytest.mark.fault(133, 203)
@pytest.mark.parametrize("word", ["plain", *MARKUP[:3]])
def test_html_loads_and_runs_nothing(word: str) -> None:
    """The content security policy allows only the page's own style, and the page loads nothing."""
    text = render_html(build_digest(hostile_day(word)))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert unescape(policy[1]).startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"<(?:img|script|iframe|object|embed|video|audio|base|form)", text)
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"url\(|@import|expression", style)


@pytest.mark.fault(112, 124)
@pytest.mark.parametrize("url", URLS)
def test_only_http_links_are_links(url: str) -> None:
    """A URL that a browser could read as anything but http(s) is not a link in any format."""
    assert safe_url(url) == ""
    digest = build_digest(hostile_day("word", url))
    assert_inert(render_html(digest))
    own = ("#", "index.html", "topics/")
    assert [link for link in Page(render_html(digest)).links if not link.startswith(own)] == []
    assert json.loads(render_json(digest))["topics"][0]["stories"][0]["articles"][0]["url"] is None
    assert "<" not in render_markdown(digest).replace("\\<", "")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://e.example/a?b=c&d=e#f", "https://e.example/a?b=c&d=e#f"),
        ("http://e.example:8080/뉴스/ຂ່າວ", "http://e.example:8080/뉴스/ຂ%E0%BB%88າວ"),
        ("https://e.example/a(b)<c>'d'\"e\"", "https://e.example/a(b)%3Cc%3E'd'%22e%22"),
        ("https://e.example/a\u202eb", ""),
        ("https://e.example/%zz", "https://e.example/%zz"),
        (None, ""),
        ("", ""),
    ],
)
def test_safe_urls_keep_their_target(url: str | None, safe: str) -> None:
    """A valid URL stays, with characters that could end it early percent-encoded."""
    assert safe_url(url) == safe


def tokens(text: str) -> Iterator[Token]:
    """Yield all tokens of a Markdown document, inline ones too."""
    for token in MARKDOWN_PARSER.parse(text):
        yield token
        yield from token.children or ()


@pytest.mark.fault(125, 126)
@pytest.mark.parametrize("word", WORDS)
def test_markdown_holds_exactly_its_links(word: str) -> None:
    """No text becomes HTML, an image, a heading or a link; the only links are those of the two articles."""
    url = "http://e.example/a)[x](javascript:1)<b>&copy=1*_"
    text = render_markdown(build_digest(hostile_day(word, url)))
    found = list(tokens(text))
    assert not [
        token
        for token in found
        if token.type in {"html_inline", "html_block", "image", "code_inline", "fence"}
    ]
    assert not [token for token in found if token.type in {"code_block", "table_open", "hr", "s_open"}]
    links = [token.attrGet("href") for token in found if token.type == "link_open"]
    assert links == ["http://e.example/a)%5Bx%5D(javascript:1)%3Cb%3E&copy=1*_"] * 2
    headings = [token.tag for token in found if token.type == "heading_open"]
    assert headings == ["h1", "h2", "h3", "h2", "h2"]
    assert not UNPRINTABLE.search(text)


@settings(max_examples=400, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("\\`*_[]()<>#+-=.!|~&;:/@$ \n\t1a"), st.characters()), max_size=40
    )
)
def test_escaped_text_renders_as_itself(text: str) -> None:
    """Any text, escaped, renders as one paragraph of exactly that text."""
    shown = one_line(text)
    parsed = MARKDOWN_PARSER.parse(escaped(text))
    if not shown:
        assert not parsed
        return
    assert [token.type for token in parsed] == ["paragraph_open", "inline", "paragraph_close"]
    children = parsed[1].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    assert "".join(token.content for token in children) == shown


@pytest.mark.fault(127)
@pytest.mark.parametrize("word", [*CONTROLS, *MARKUP, *TEMPLATES])
def test_json_is_valid_and_inert(word: str) -> None:
    """The JSON is valid UTF-8, keeps all texts, and has nothing that is active in a terminal or script."""
    text = render_json(build_digest(hostile_day(word)))
    text.encode("utf-8")
    assert not UNPRINTABLE.search(text)
    assert not re.search("[\u2028\u2029]|</", text)
    title = json.loads(text)["topics"][0]["stories"][0]["headline"]
    assert title == re.sub("[\ud800-\udfff]", "\ufffd", f"{word} treaty")


@pytest.mark.fault(128)
@pytest.mark.parametrize("word", [*WORDS, "]]>", "&nbsp; &unknown;", "<![CDATA[x]]>"])
def test_atom_is_well_formed_and_inert(word: str) -> None:
    """Feeds parse, their ids are tag URIs, and their HTML has only quotes, plain lists and links."""
    summaries = join((), summarise(build_digest(hostile_day(word))))
    for topic in ("", "extradition"):
        feed = ET.fromstring(render_atom(summaries, topic))  # our own output
        atom = "{http://www.w3.org/2005/Atom}"
        ids = [found.text or "" for found in feed.iter(f"{atom}id")]
        assert all(re.fullmatch(r"tag:summit-monitor\.invalid,2025:[a-z0-9/-]+", found) for found in ids)
        assert len(set(ids)) == len(ids) == 2
        (content,) = (found.text or "" for found in feed.iter(f"{atom}content"))
        page = Page(content)
        assert page.elements <= {"p", "strong", "h2", "ul", "li", "a", "span", "blockquote"}
        assert page.attributes <= {"href", "lang"}
        assert page.links == ([] if topic else ["https://news.example/1"])
        links = [found.get("href") for found in feed.iter(f"{atom}link")]
        assert all(link == "https://news.example/1" or re.fullmatch(r"[\w./#-]+", link) for link in links)


@pytest.mark.fault(132)
@pytest.mark.parametrize("word", TEMPLATES)
def test_templates_in_words_stay_words(word: str) -> None:
    """Text that looks like a template is shown unchanged and never run."""
    digest = build_digest(hostile_day(word))
    assert word in unescape(render_html(digest))
    assert "49" not in json.loads(render_json(digest))["topics"][0]["stories"][0]["headline"]
    markdown = re.sub(r"\\(.)", r"\1", render_markdown(digest))
    assert f"{word} treaty" in markdown


@pytest.mark.fault(130, 135)
@pytest.mark.parametrize("word", [*CALLS, *CONTROLS, "a\r\nBcc: x@y.example", "x" * 1000])
def test_messages_mention_no_one(word: str) -> None:
    """Subject and chat text have no line breaks, direction overrides or mentions, and a limited length."""
    digest = build_digest(hostile_day(word))
    alert = alert_message("alert:1", digest, digest.topics[0].id)
    assert alert is not None
    for message in (digest_message(digest), alert):
        assert_calls_nobody(message)


def assert_calls_nobody(message: Message) -> None:
    """Check the characters of a message."""
    assert len(message.subject) <= 150
    assert "\n" not in message.subject
    assert len(message.text) <= 3600
    for text in (message.subject, message.text):
        assert not UNPRINTABLE.search(text.replace("\n", ""))
    assert not re.search(r"@(?:everyone|here|room)|<[!@#]", message.text)


@pytest.mark.fault(97)
@pytest.mark.parametrize("word", CONTROLS)
def test_terminals_are_safe(word: str) -> None:
    """Markdown printed to a terminal has no control characters or direction overrides."""
    assert not UNPRINTABLE.search(render_markdown(build_digest(hostile_day(word))))


@pytest.mark.fault(113, 131)
@pytest.mark.parametrize(
    "name", ["../../x", "CON", "con", "nul", "a" * 300, "📰", "", "a/b", "a\\b", ".", "com1", "-x", "x\x00"]
)
def test_file_names_are_slugs(name: str) -> None:
    """Every id gives a short, safe and unique file name."""
    assert re.fullmatch(r"[a-z0-9-]{1,64}", slug(name))
    assert slug(name) not in {"con", "nul", "com1"}
    assert slug(name) != slug(name + "x")


def test_plain_ids_are_their_own_slugs() -> None:
    """A valid topic id is used unchanged as a file name."""
    assert slug("luang-prabang-airport") == "luang-prabang-airport"


def test_the_payloads_are_as_many_as_the_catalogue_asks() -> None:
    """The tables have at least the 26 markup and 22 Markdown payloads of the fault catalogue."""
    assert len(MARKUP) >= 26
    assert len(MARKDOWN) >= 22
