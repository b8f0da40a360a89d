"""Mark the language of foreign words, so that screen readers and fonts treat them right."""

import re

from markupsafe import Markup, escape

from monitor.models.locales import primary_language

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"),
    ("lo", "\u0e81-\u0eff"),
    ("th", "\u0e01-\u0e3a\u0e40-\u0e5b"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("zh", "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
)
_RUNS = re.compile(
    "|".join(f"(?P<{tag}>[{letters}]+(?:[ ·・.,’'\u200b-]*[{letters}]+)*)" for tag, letters in _SCRIPTS)
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_IDEOGRAPHS = frozenset({"ja", "ko", "zh"})
_FOREIGN_LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def tagged(text: str, language: str = "") -> Markup:
    """Return text as HTML in which words in other scripts carry a `lang` attribute.

    `language` is the language of the article. It decides for scripts that several languages share.
    """
    if not _RUNS.search(text):
        primary = primary_language(language)
        if primary in {"", "en"} or not _FOREIGN_LATIN.search(text):
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format(language, text)
    parts, done = [], 0
    for run in _RUNS.finditer(text):
        parts.append(escape(text[done : run.start()]))
        tag = _tag(run.lastgroup or "", run[0], language)
        parts.append(Markup('<span lang="{}">{}</span>').format(tag, run[0]))
        done = run.end()
    parts.append(escape(text[done:]))
    return Markup("").join(parts)


def _tag(script: str, text: str, language: str) -> str:
    if script != "zh":
        return script
    if _KANA.search(text):
        return "ja"
    return language if primary_language(language) in _IDEOGRAPHS else "zh"
