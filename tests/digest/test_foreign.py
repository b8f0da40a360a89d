"""Reports in foreign languages: glosses, machine translations and links to a translation service."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from monitor.digest import build_digest, digest_message, render_html, render_json, render_markdown
from monitor.digest.render.foreign import foreign_texts, is_foreign
from monitor.models import Digest, ReadingAids
from tests.digest.crowded import crowded_day
from tests.digest.inputs import busy_day

GLOSSES = (("범죄인 인도", "extradition"), ("형사사법공조", "legal assistance"), ("rare earth", "rare earth"))
LINK = "https://translate.example/page?u={url}"
KOREAN_TITLE = "한·라오스, 범죄인 인도 조약 비준서 교환(종합)"
KOREAN_QUOTE = "형사사법공조 조약도 같은 자리에서 서명됐다."


def digest_with(**aids: object) -> Digest:
    """Return the digest of the busy day with aids for reading."""
    return build_digest(replace(busy_day(), aids=ReadingAids(**aids)))


def flat(page: str) -> str:
    """Return the text of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page.partition("<body>")[2])).split())


def test_a_foreign_hit_shows_its_meaning() -> None:
    """Each hit with a gloss shows it beside the quote, in the reasons and in JSON; equal words do not."""
    digest = digest_with(glosses=GLOSSES)
    line = "범죄인 인도: extradition; 형사사법공조: legal assistance"
    assert line in flat(render_html(digest))
    assert line in render_markdown(digest)
    assert line in flat(digest_message(digest).html)
    evidence = [
        found
        for topic in json.loads(render_json(digest))["topics"]
        for story in topic["stories"]
        for article in story["articles"]
        for found in article["evidence"]
    ]
    given = {found["keyword"]: found.get("gloss") for found in evidence}
    assert given["형사사법공조"] == "legal assistance"
    assert given["rare earth"] is None


def test_a_translation_is_below_the_original_and_marked() -> None:
    """The original headline and quote come first; the translation says that a machine made it."""
    digest = digest_with(
        languages=("ko",),
        translations=(
            (KOREAN_TITLE, "Instruments <exchanged>"),
            (KOREAN_QUOTE, "A second treaty was signed."),
        ),
    )
    text = flat(render_html(digest))
    told = text[text.index(KOREAN_TITLE) :]
    assert "Machine translation: Instruments <exchanged> A second treaty was signed." in told
    assert told.index(KOREAN_QUOTE) < told.index("Machine translation:")
    assert "machine translations are marked" in text
    assert "nothing was translated" not in text
    markdown = render_markdown(digest)
    assert "*Machine translation:* Instruments \\<exchanged\\> A second treaty was signed." in markdown
    assert "Machine translation: Instruments <exchanged>" in flat(digest_message(digest).html)
    (article,) = (
        article
        for topic in json.loads(render_json(digest))["topics"][:1]
        for story in topic["stories"]
        for article in story["articles"]
        if "machine_translation" in article
    )
    assert article["machine_translation"] == {
        "language": "en", "title": "Instruments <exchanged>", "quote": "A second treaty was signed.",
    }  # fmt: skip


def test_without_translations_nothing_says_otherwise() -> None:
    """The colophon says that nothing was translated, and JSON has no such key."""
    digest = build_digest(busy_day())
    assert "nothing was translated or summarised" in render_html(digest)
    assert "machine_translation" not in render_json(digest)


def test_only_foreign_reports_link_to_the_translation_service() -> None:
    """The address of the report is one encoded part of the link, and reports in English have none."""
    page = render_html(digest_with(link=LINK))
    links = re.findall(r'href="(https://translate\.example/[^"]+)"', page)
    assert sorted(links) == [
        f"https://translate.example/page?u=https%3A%2F%2Fnews.example%2F{n}" for n in (14, 15, 16)
    ]
    korean = render_html(digest_with(link=LINK, language="ko-KR"))
    assert "%2F14" not in korean
    assert "%2F10" in korean


def test_texts_to_translate_are_those_shown() -> None:
    """Headline and quote of each foreign story in full, and headlines shown in one line, are translated."""
    texts = foreign_texts(build_digest(busy_day()))
    assert texts["ko"] == (KOREAN_TITLE,)
    assert foreign_texts(digest_with(languages=("ko",)))["ko"] == (KOREAN_TITLE, KOREAN_QUOTE)
    assert set(texts) == {"ko", "lo", "th"}
    many = foreign_texts(build_digest(crowded_day(200)))
    assert "en" not in many
    assert len(many) == 8
    assert sum(map(len, many.values())) < 200 + 40


@pytest.mark.parametrize(
    ("language", "reader", "foreign"),
    [
        ("ko", "en", True),
        ("en-GB", "en", False),
        ("EN", "en-US", False),
        ("", "en", False),
        ("en", "ko", True),
    ],
)
def test_foreign_is_another_language_than_the_readers(language: str, reader: str, *, foreign: bool) -> None:
    """Regions do not count, and an unknown language is not foreign."""
    assert is_foreign(language, reader) == foreign
