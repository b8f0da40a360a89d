"""Which elements of an item feedparser takes for the item's own: not those inside others, nor namesakes.

feedparser knows an element by its name wherever it stands, and the last one wins: the caption of a picture is
the summary, the page of an author the link. Here elements inside others get names that nobody asks for,
namesakes of other namespaces names of their own, and links are kept apart, each with its base.
"""

from typing import Any

from feedparser import api
from feedparser.util import FeedParserDict

MOST_LINKS = 20

_ITEMS = {"item", "entry"}
_TEXTS = ("title", "description", "summary", "subtitle")
_NAMES = ("author", "creator")
_DATES = ("date", "issued", "created", "modified", "pubdate")
_NAMESPACES = ("dc", "dcterms", "itunes", "media")
_NAMESAKES = {*_TEXTS, *_NAMES, *_DATES}
# What an item says of itself, and whatever stands inside one of its elements may say too.
_OWN = {
    *_NAMESAKES,
    "link",
    "guid",
    "id",
    "published",
    "updated",
    "content",
    "encoded",
    "body",
    "abstract",
    "source",
}
# Elements that hold others even where the markup is broken and ends of elements are missing.
_HOLDERS = {
    "author",
    "contributor",
    "related",
    "image",
    "group",
    "comments",
    "enclosure",
    "textinput",
    "parent",
}
# Of well-formed items nothing else is looked at.
_WANTED = _OWN | {
    "published", "updated", "fullitem", "authors", "language", "content:encoded", "xhtml:body", "dc:language",
    "dc:author",
    "feedburner:origlink", "news:source", "media:group", "media:content", "media:title", "media:description",
    *(f"{prefix}:{name}" for prefix in ("dc", "dcterms", "itunes") for name in _NAMESAKES),
}  # fmt: skip
_MEDIA = {"media:group", "media:content"}
_WANTED_OF_MEDIA = {"media:content", "media:title", "media:description"}


class _Flat(FeedParserDict):
    """What is said of a text, all of it words: a deep copy, as feedparser makes of each, takes long."""

    def __deepcopy__(self, memo: Any) -> FeedParserDict:
        return FeedParserDict(self)


class _OwnElements:
    """Stands before feedparser's handling of elements; see the module."""

    _loose = False

    def __init__(self, *arguments: Any) -> None:
        self._path: list[tuple[str, str]] = []
        self._passed_over = 0  # how many elements are open that nobody asks for
        super().__init__(*arguments)

    def unknown_starttag(self, tag: str, attrs: Any) -> None:
        """Take the start of an element."""
        if self.incontent:
            super().unknown_starttag(tag, attrs)
            return
        path = self._path
        shown = tag
        if self.inentry:
            if not self._loose and path:
                parent = path[-1][0]
                if (parent in _ITEMS and tag not in _WANTED) or (
                    parent in _MEDIA and tag not in _WANTED_OF_MEDIA
                ):
                    self._passed_over = 1
                    return
            shown = self._shown(tag)
        path.append((tag, shown))
        super().unknown_starttag(shown, attrs)

    def unknown_endtag(self, tag: str) -> None:
        """Take the end of one, under the name that its start was shown by."""
        path = self._path
        if path and path[-1][0] == tag:
            tag = path.pop()[1]
        elif not self.incontent:
            for place in range(len(path) - 1, -1, -1):
                if path[place][0] == tag:
                    tag = path[place][1]
                    del path[place:]
                    break
        super().unknown_endtag(tag)

    def _shown(self, tag: str) -> str:
        """Return the name to show an element of an item by."""
        prefix, _, name = tag.rpartition(":")
        if name not in _OWN:
            return tag
        if prefix:
            prefix = self.namespacemap.get(prefix, prefix)
        parent = self._path[-1][0].rpartition(":")[2] if self._path else ""
        inside = parent not in _ITEMS and parent != "authors" and (not self._loose or parent in _HOLDERS)
        if inside and prefix != "media" and not self.insource:
            return f"inner:{name}"
        if name in _NAMESAKES and prefix in _NAMESPACES:
            return f"own:{prefix}_{name}"
        return tag

    def push_content(self, *arguments: Any) -> None:
        """Begin an element that may hold markup."""
        super().push_content(*arguments)
        self.contentparams = _Flat(self.contentparams)

    def _start_link(self, attrs: Any) -> None:
        if not self.inentry or self.insource:
            super()._start_link(attrs)
            return
        attrs = self._enforce_href(attrs)
        href, links = attrs.get("href", ""), self.entries[-1].setdefault("own_links", [])
        if len(links) >= MOST_LINKS:
            links.pop()
        links.append([attrs.get("rel", ""), attrs.get("type", ""), href, self.baseuri, bool(href)])
        if not href:
            self.push("own_link", 1)

    def _end_link(self) -> None:
        if self.elementstack and self.elementstack[-1][0] == "own_link":
            link = self.pop("own_link")
            # The loose parser leaves references as they are.
            self.entries[-1]["own_links"][-1][2] = link.replace("&amp;", "&") if self._loose else link
        elif not self.inentry or self.insource:
            super()._end_link()


def _add_namesakes() -> None:
    def text(key: str, kind: str) -> tuple[Any, Any]:
        return lambda self, attrs: self.push_content(key, attrs, kind, 1), lambda self: self.pop_content(key)

    def word(key: str) -> tuple[Any, Any]:
        return lambda self, _: self.push(key, 1), lambda self: self.pop(key)

    for prefix in _NAMESPACES:
        for name in _NAMESAKES:
            key = f"own_{prefix}_{name}"
            kind = "text/html" if name == "description" else "text/plain"
            start, end = text(key, kind) if name in _TEXTS else word(key)
            setattr(_OwnElements, f"_start_{key}", start)
            setattr(_OwnElements, f"_end_{key}", end)


class _PassedOver:
    """Stands before the strict parser's handling of events, to drop those inside what nobody asks for."""

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        """Take the start of an element."""
        if self._passed_over:
            self._passed_over += 1
        else:
            super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        """Take the end of one."""
        if self._passed_over:
            self._passed_over -= 1
        else:
            super().endElementNS(name, qname)


_add_namesakes()
api.StrictFeedParser = type("StrictFeedParser", (_PassedOver, _OwnElements, api.StrictFeedParser), {})
api.LooseFeedParser = type("LooseFeedParser", (_OwnElements, api.LooseFeedParser), {"_loose": True})
