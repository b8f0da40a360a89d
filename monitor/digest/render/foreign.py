"""Reports in foreign languages: glosses, machine translations and a link to a translation service."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from monitor.digest.render.allotment import allot
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.quote import best_evidence
from monitor.models import Digest, Evidence, ReadingAids, Story, StoryArticle
from monitor.models.locales import primary_language


@dataclass(frozen=True, slots=True)
class ForeignView:
    """What is shown next to the original words of a foreign report.

    Attributes:
        title: machine translation of the headline, "" without one.
        quote: machine translation of the quote, "" without one.
        link: page of a translation service for the report, "" without one.
        glosses: (words found, their meaning), each once.
    """

    title: str = ""
    quote: str = ""
    link: str = ""
    glosses: tuple[tuple[str, str], ...] = ()

    @property
    def meaning(self) -> str:
        """Return the glosses as text."""
        return "; ".join(f"{form}: {gloss}" for form, gloss in self.glosses)


NOTHING = ForeignView()


class Foreign:
    """Makes the views of foreign reports of one digest.

    Attributes:
        language: the reader's language.
    """

    def __init__(self, aids: ReadingAids) -> None:
        self.language = aids.language
        self._template = aids.link
        self._glosses = dict(reversed(aids.glosses))  # the first gloss of a keyword counts
        self._translations = dict(aids.translations)

    def view(self, article: StoryArticle, quoted: Evidence | None) -> ForeignView:
        """Return the view of an article with its quote; nothing for one in the reader's language."""
        if not is_foreign(article.language, self.language):
            return NOTHING
        return ForeignView(
            title=one_line(self._translations.get(article.title, "")),
            quote=one_line(self._translations.get(quoted.quote, "")) if quoted else "",
            link=self._link(article.url),
            glosses=tuple(
                dict.fromkeys(self.gloss(found) for found in article.evidence if self.gloss(found)[1])
            ),
        )

    def gloss(self, found: Evidence) -> tuple[str, str]:
        """Return the words of a hit and their meaning, "" if it has none or is the same word."""
        form, gloss = one_line(found.form), one_line(self._glosses.get(found.keyword, ""))
        return form, "" if gloss.casefold() == form.casefold() else gloss

    def _link(self, url: str | None) -> str:
        link = safe_url(url)
        return safe_url(self._template.replace("{url}", quote(link, safe=""))) if link else ""


def is_foreign(language: str, reader: str) -> bool:
    """Return whether a BCP 47 tag names another language than the reader's; an unknown one does not."""
    return bool(language) and primary_language(language) != primary_language(reader)


def foreign_texts(digest: Digest) -> dict[str, tuple[str, ...]]:
    """Return the texts to translate by language: headlines and quotes.

    Stories told in full come first, each with its headline and its quote, then the headlines of those told in
    one line, and of the other reports of an event.
    """
    shares = allot(digest)
    stories: dict[str, Story] = {}
    for section in digest.topics:
        for story in section.stories:
            stories.setdefault(story.id, story)  # the first topic shows it
    found: dict[str, dict[str, None]] = {}
    for story in sorted(stories.values(), key=lambda story: story.id not in shares.full):
        lead = story.articles[0]
        shown = (story.main or story.id) in shares.full | shares.brief
        if shown and is_foreign(lead.language, digest.aids.language):
            texts = _texts(story, quoted=story.id in shares.full)
            found.setdefault(lead.language, {}).update(dict.fromkeys(texts))
    return {language: tuple(texts) for language, texts in found.items()}


def _texts(story: Story, *, quoted: bool) -> Sequence[str]:
    lead = story.articles[0]
    best = best_evidence(lead.evidence) if quoted else None
    return [text for text in (lead.title, best.quote if best else "") if text.strip()]
