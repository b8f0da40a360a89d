"""Find where a page without an article redirects its readers: a meta refresh or a frame.

The pipeline decides whether the target is fetched.
"""

import re

from lxml.html import HtmlElement

from monitor.read.urls import resolve

_REFRESH = re.compile(
    r"""^\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?\s*([^"'\s>]{1,2000})""", re.IGNORECASE
)
_SOON = 10
_MOST_FRAMES = 20
_OF_TEXT = re.compile(r"main|content|article|body|news|view|text", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"top|head|menu|nav|left|right|foot|banner|logo|\bads?\b|advert|comment|widget", re.IGNORECASE
)
_LITTLE = 400


def redirect_target(tree: HtmlElement, url: str) -> str:
    """Return the URL to which a page redirects its readers, or "".

    This is the target of a refresh within 10 seconds, the article frame of a frameset, or the only frame of
    an almost empty page. URLs that cannot be followed give "".
    """
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match(meta.get("content") or "")
            if found and int(found[1]) <= _SOON:
                return _other_address(found[2], url)
    frames = [frame for frame, _ in zip(tree.iter("frame"), range(_MOST_FRAMES), strict=False)]
    if frames:
        return _other_address(_article_frame(frames), url)
    inline = [frame for frame, _ in zip(tree.iter("iframe"), range(_MOST_FRAMES), strict=False)]
    inline = [frame for frame in inline if _is_visible(frame)]
    if (
        len(inline) == 1
        and sum(map(len, map(str.strip, tree.itertext("p", "div", "span", "a", "body")))) < _LITTLE
    ):
        return _other_address(inline[0].get("src") or "", url)
    return ""


def _article_frame(frames: list[HtmlElement]) -> str:
    sources = [frame for frame in frames if frame.get("src")]
    named = [
        frame for frame in sources if _OF_TEXT.search(_names(frame)) and not _NO_TEXT.search(_names(frame))
    ]
    unlabelled = [frame for frame in sources if not _NO_TEXT.search(_names(frame))]
    chosen = named or unlabelled or sources
    return chosen[-1].get("src") or "" if chosen else ""


def _names(frame: HtmlElement) -> str:
    return f"{frame.get('name') or ''} {frame.get('id') or ''} {frame.get('src') or ''}"


def _is_visible(frame: HtmlElement) -> bool:
    hidden = frame.get("hidden") is not None or "none" in (frame.get("style") or "").replace(" ", "").lower()
    small = frame.get("width") in {"0", "1"} or frame.get("height") in {"0", "1"}
    return bool(frame.get("src")) and not hidden and not small and not _NO_TEXT.search(_names(frame))


def _other_address(link: str, url: str) -> str:
    target = resolve(link, url)
    return target if target and target != url.partition("#")[0] else ""
