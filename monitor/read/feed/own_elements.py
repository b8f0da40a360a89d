"""Make feedparser keep only the elements that belong to an item itself.

feedparser knows an element by its name wherever it occurs, and the last one wins: the caption of a picture
becomes the summary, the page of an author the link. This module gives nested elements names that are not
read, gives elements of other namespaces names of their own, and keeps the links apart, each with its base.
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
# Elements of an item that nested elements may repeat.
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
# Elements that contain others, even if the markup is broken and end tags are missing.
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
# All elements that are read from well-formed items.
_WANTED = _OWN | {
    "published", "updated", "fullitem", "authors", "language", "content:encoded", "xhtml:body", "dc:language",
    "dc:author",
    "feedburner:origlink", "news:source", "media:group", "media:content", "media:title", "media:description",
    *(f"{prefix}:{name}" for prefix in ("dc", "dcterms", "itunes") for name in _NAMESAKES),
}  # fmt: skip
_MEDIA = {"media:group", "media:content"}
_WANTED_OF_MEDIA = {"media:content", "media:title", "media:description"}


class _Flat(FeedParserDict):
    """The detail of a text: strings only, so a shallow copy replaces the slow deep copy of feedparser."""

    def __deepcopy__(self, memo: Any) -> FeedParserDict:
        return FeedParserDict(self)


class _OwnElements:
    """Filters elements before feedparser's handlers; see the module."""

    _loose = False

    def __init__(self, *arguments: Any) -> None:
        self._path: list[tuple[str, str]] = []
        self._skipped_depth = 0  # depth of open elements inside one that is not read
        super().__init__(*arguments)

    def unknown_starttag(self, tag: str, attrs: Any) -> None:
        """Handle the start of an element."""
        if self.incontent:
            super().unknown_starttag(tag, attrs)
            return
        path = self._path
        public_name = tag
        if self.inentry:
            if not self._loose and path:
                parent = path[-1][0]
                if (parent in _ITEMS and tag not in _WANTED) or (
                    parent in _MEDIA and tag not in _WANTED_OF_MEDIA
                ):
                    self._skipped_depth = 1
                    return
            public_name = self._public_name(tag)
        path.append((tag, public_name))
        super().unknown_starttag(public_name, attrs)

    def unknown_endtag(self, tag: str) -> None:
        """Handle the end of an element, under the name that its start was given."""
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

    def _public_name(self, tag: str) -> str:
        """Return the name under which feedparser sees an element of an item."""
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
            # The loose parser does not decode references.
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


class _SkipUnwanted:
    """Drops the strict parser's events inside elements that are not read."""

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        """Handle the start of an element."""
        if self._skipped_depth:
            self._skipped_depth += 1
        else:
            super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        """Handle the end of an element."""
        if self._skipped_depth:
            self._skipped_depth -= 1
        else:
            super().endElementNS(name, qname)


_add_namesakes()
api.StrictFeedParser = type("StrictFeedParser", (_SkipUnwanted, _OwnElements, api.StrictFeedParser), {})
api.LooseFeedParser = type("LooseFeedParser", (_OwnElements, api.LooseFeedParser), {"_loose": True})
