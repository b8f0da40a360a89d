"""Remove the namespace prefix of a feed's own elements: <rss:item> is <item>, <a:entry> is <entry>.

feedparser knows prefixed elements by a short list of namespaces only, and repairs before parsing look for
names without prefix. The feed's own prefix is that of its root or of <channel>.
"""

import re

from monitor.read.xml_guard import root_name

_HEAD = 100_000
_CHANNEL_HEAD = 10_000
_OWN_ROOTS = {"rss", "feed", "rdf", "channel"}
_PREFIXED = r"<([A-Za-z_][\w.-]{0,40}):"
_ROOT = re.compile(rf"{_PREFIXED}(rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE)
_CHANNEL = re.compile(rf"{_PREFIXED}channel(?=[\s>])", re.IGNORECASE)
_FEED_TAG = re.compile(r"<feed\b([^<>]{0,10000})>", re.IGNORECASE)
_DEFAULT = re.compile(r"\sxmlns\s*=\s*(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')")
_ATOM = "http://www.w3.org/2005/Atom"
_ATOM_03 = "http://purl.org/atom/ns#"
_RDF = "rdf"


def drop_own_prefixes(text: str) -> str:
    """Return the XML of a feed with no prefix on its own elements, whatever namespace the prefix has."""
    prefix, _, name = root_name(text).rpartition(":")
    if name not in _OWN_ROOTS:
        return text
    if prefix and (found := _ROOT.search(text, 0, _HEAD)):
        if name == _RDF:
            text = text if prefix == _RDF else _as_rdf(text, found[1])
        else:
            text = _without(text, found[1])
            text = _FEED_TAG.sub(_with_namespace, text, count=1) if name == "feed" else text
    if name != "feed" and (found := _CHANNEL.search(text, 0, _CHANNEL_HEAD)):
        text = _without(text, found[1])
    return text


def _without(text: str, prefix: str) -> str:
    return re.sub(rf"<(/?){re.escape(prefix)}:(?=[A-Za-z])", r"<\1", text)


def _as_rdf(text: str, prefix: str) -> str:
    """Return RDF with the usual prefix for its frame and the attributes that identify items."""
    own = re.escape(prefix)
    text = re.sub(rf"<(/?){own}:(?=[A-Za-z])", rf"<\1{_RDF}:", text)
    text = re.sub(rf"(\s){own}:(about|resource|parseType)(?=\s*=)", rf"\1{_RDF}:\2", text)
    return re.sub(rf"(\sxmlns:){own}(?=\s*=)", rf"\1{_RDF}", text[:_HEAD], count=1) + text[_HEAD:]


def _with_namespace(found: re.Match[str]) -> str:
    namespace = _ATOM_03 if _ATOM_03 in found[1] else _ATOM
    return f'<feed xmlns="{namespace}"{_DEFAULT.sub("", found[1])}>'
