"""Try an edit of a topic on the stored articles, save it to topics.toml, and undo that."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from aiohttp import web
from markupsafe import Markup

from monitor.archive import Archive
from monitor.config import TOPICS
from monitor.config.edit_keywords import (
    ANY_LANGUAGE,
    EXCLUDE,
    KEYWORDS,
    REQUIRE,
    WordList,
    add_word,
    place_of_language,
    read_word,
    remove_keyword,
    remove_word,
    word_lists,
)
from monitor.config.edit_topic import TopicChanged, config_with_topic, read_topic_text, save_topic
from monitor.digest.render.clean import one_line
from monitor.digest.render.locale_names import language_name
from monitor.errors import ArchiveError, ConfigError, Problem
from monitor.match.checks.lint import Advice, lint_topic
from monitor.models import Answer, Config, Topic, Topics, TopicTrial, Trial
from monitor.models.feeds import outlet_of_entry
from monitor.pipeline.try_topics import TrialRequest, try_topics
from monitor.web.differences import differences
from monitor.web.page_context import PageContext
from monitor.web.rendering import redirect
from monitor.web.security import note_change, session_of
from monitor.web.views.topics import find_topic

SPANS: Final = {"7": "7 days", "30": "30 days", "90": "90 days"}
_LONGEST: Final = 8.0  # seconds that a trial may take; then it shows what it has
_FEW_WORDS: Final = 40  # of a topic whose lists are all open
_SHOWN: Final = 20  # articles of each list
_LIST_NAMES: Final = {
    KEYWORDS: "Any language",
    REQUIRE: "Required groups",
    EXCLUDE: "Excluded words",
}
_MOST_UNDONE: Final = 50  # topics whose last save can be undone


@dataclass(frozen=True, slots=True)
class TrialView:
    """What an edit would do, as shown.

    Attributes:
        own: what it does to the topic.
        complete: all articles that it can concern were compared.
        lost_judged: lost articles that a person said belong to the topic.
        near: lost articles that are near misses then.
    """

    own: TopicTrial
    complete: bool
    lost_judged: int
    near: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit of a topic that is not saved.

    Attributes:
        text: the edited text.
        read: the text of the topic when the user began to edit it.
        span: days of articles on which it is tried.
    """

    text: str
    read: str
    span: str = "30"


@dataclass(frozen=True, slots=True)
class ListChange:
    """One word that a button adds to a list of the text, or removes.

    Attributes:
        place: names the list; see `WordList`.
        weight: of an added word, as written.
        removed: the word is removed.
    """

    place: str
    term: str
    weight: str = ""
    removed: bool = False

    def apply(self, text: str, topic: str) -> str:
        """Return the changed text; raises ConfigError."""
        if self.removed:
            return remove_word(text, topic, self.place, self.term)
        return add_word(text, topic, self.place, self.term, _points(self.weight))


class TrialPage:
    """Shows the text of a topic beside what an edit of it would gain and lose."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._running = asyncio.Lock()  # one trial at a time: each takes a whole core
        self._saved: dict[str, Draft] = {}  # the last save of each topic, to be undone

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get("/topics/{id}/try", self.show),
            web.post("/topics/{id}/try", self.attempt),
            web.post("/topics/{id}/save", self.save),
            web.post("/topics/{id}/undo", self.undo),
        )

    async def show(self, request: web.Request) -> web.Response:
        """Show the text of the topic as it is saved, or with the edit of the address and what it would do."""
        topic = self._topic(request)
        text = await self._saved_text(topic)
        try:
            edited = await asyncio.to_thread(_edited, text, topic.id, request.query)
        except ConfigError as error:
            return await self._page(request, topic, Draft(text, text), problems=error.problems, status=400)
        # An edit is tried for those who may save it, as a form would be.
        tried = edited != text and session_of(request) is not None
        return await self._page(request, topic, Draft(edited, text), tried=tried)

    async def attempt(self, request: web.Request) -> web.Response:
        """Show what an edited text would gain and lose; a button may add or remove a word first."""
        topic, draft = self._topic(request), await _draft(request)
        form = await request.post()
        if "remove" not in form and "add" not in form:
            return await self._page(request, topic, draft, tried=True)
        change = _change_of(form)
        try:
            text = change.apply(draft.text, topic.id)
        except ConfigError as error:
            return await self._page(request, topic, draft, problems=error.problems, place=change.place)
        return await self._page(request, topic, replace(draft, text=text), tried=True, place=change.place)

    async def save(self, request: web.Request) -> web.Response:
        """Write an edited text to topics.toml; if the topic was edited elsewhere, show the difference."""
        topic, draft = self._topic(request), await _draft(request)
        refused = await self._save(request, topic, draft)
        if refused is not None:
            return refused
        self._note_save(topic.id, draft)
        note_change(request, "topic saved", topic=topic.id)
        return redirect(request, f"/topics/{topic.id}/try", "saved")

    async def undo(self, request: web.Request) -> web.Response:
        """Write the text before the last save again, if the topic was not edited since."""
        topic = self._topic(request)
        last = self._saved.get(topic.id)
        if last is None:
            raise web.HTTPConflict(reason="Nothing was saved here since the monitor started")
        refused = await self._save(request, topic, Draft(text=last.read, read=last.text))
        if refused is not None:
            return refused
        del self._saved[topic.id]
        note_change(request, "topic undone", topic=topic.id)
        return redirect(request, f"/topics/{topic.id}/try", "undone")

    async def _save(self, request: web.Request, topic: Topic, draft: Draft) -> web.Response | None:
        """Write a text to topics.toml; return the page that says why not, or None."""
        try:
            await asyncio.to_thread(save_topic, self._folder, topic.id, draft.text, draft.read)
        except TopicChanged as changed:
            difference = differences(changed.text, draft.text)
            draft = replace(draft, read=changed.text)
            return await self._page(request, topic, draft, difference=difference, status=409)
        except ConfigError as error:
            return await self._page(request, topic, draft, problems=error.problems, status=400)
        return None

    @property
    def _folder(self) -> Any:
        return self._context.sources.config().folder

    def _topic(self, request: web.Request) -> Topic:
        return find_topic(self._context.sources.config().topics.topics, request.match_info["id"])

    def _note_save(self, topic: str, draft: Draft) -> None:
        self._saved.pop(topic, None)
        while len(self._saved) >= _MOST_UNDONE:
            del self._saved[next(iter(self._saved))]
        self._saved[topic] = draft

    async def _saved_text(self, topic: Topic) -> str:
        try:
            return (await asyncio.to_thread(read_topic_text, self._folder, topic.id)).text
        except ConfigError as error:
            raise web.HTTPConflict(reason=one_line(str(error))[:300]) from None

    async def _page(
        self,
        request: web.Request,
        topic: Topic,
        draft: Draft,
        *,
        tried: bool = False,
        problems: Iterable[Problem] = (),
        difference: list[Markup] | None = None,
        place: str = "",
        status: int = 200,
    ) -> web.Response:
        view, advice, found = None, list[Advice](), tuple(problems)
        if tried:
            view, advice, found = await self._try(topic, draft.text, int(draft.span))
        return self._context.renderer.page(
            request,
            "trial.html.j2",
            status=status,
            topic=topic,
            draft=draft,
            lists=[(one, _list_name(one)) for one in word_lists(draft.text, topic.id)],
            few_words=_FEW_WORDS,
            places=_places(self._context.sources.config()),
            place=place,
            spans=SPANS,
            view=view,
            advice=advice,
            problems=found,
            difference=difference,
            may_undo=topic.id in self._saved,
            shown=_SHOWN,
            yes=Answer.YES,
        )

    async def _try(
        self, topic: Topic, text: str, days: int
    ) -> tuple[TrialView | None, list[Advice], tuple[Problem, ...]]:
        """Return the trial and the advice, or the problems of the text."""
        sources = self._context.sources
        before = sources.config()
        try:
            after = await asyncio.to_thread(config_with_topic, self._folder, topic.id, text)
        except ConfigError as error:
            return None, [], error.problems
        since = sources.clock() - timedelta(days=days)
        async with self._running:
            try:
                trial = await sources.read_archive(
                    lambda archive: _run(archive, before, after, topic.id, since)
                )
            except ArchiveError as error:
                raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        advice = await asyncio.to_thread(lint_topic, after.topics, topic.id)
        return _view(trial, topic), list(advice), ()


def _run(archive: Archive, before: Config, after: Config, topic: str, since: datetime) -> Trial:
    """Compare both versions of a topic, as far as the time allows; an edit of one changes no other topic."""
    end = time.monotonic() + _LONGEST
    outlet_of = partial(outlet_of_entry, {feed.url: feed for feed in before.feeds})
    request = TrialRequest(_alone(before.topics, topic), _alone(after.topics, topic), since)
    return try_topics(archive, request, outlet_of, go_on=lambda: time.monotonic() < end)


def _alone(topics: Topics, topic: str) -> Topics:
    """Return one topic with the groups and the version of all."""
    return replace(topics, topics=tuple(one for one in topics.topics if one.id == topic))


def _view(trial: Trial, topic: Topic) -> TrialView:
    own = next(
        (one for one in trial.topics if one.topic == topic.id),
        TopicTrial(topic.id, topic.title, (), (), (), 0),
    )
    judged = sum(one.verdict is not None and one.verdict.answer is Answer.YES for one in own.lost)
    return TrialView(own, trial.complete, judged, sum(bool(one.effect.lacking) for one in own.lost))


def _list_name(words: WordList) -> str:
    """Return the name of a list of words, for a person."""
    if words.place in _LIST_NAMES:
        return _LIST_NAMES[words.place]
    return language_name(words.language) or words.language or _LIST_NAMES[KEYWORDS]


def _places(config: Config) -> list[tuple[str, str]]:
    """Return (place, name) of the lists for a new word; the languages are those of all topics."""
    languages = dict.fromkeys(
        keyword.language for topic in config.topics.topics for keyword in topic.keywords if keyword.language
    )
    keywords = [(f"{KEYWORDS}.{tag}", f"Keywords: {language_name(tag) or tag}") for tag in languages]
    every = (f"{KEYWORDS}.{ANY_LANGUAGE}", "Keywords: any language")
    return [*keywords, every, (REQUIRE, "Required groups"), (EXCLUDE, "Excluded words")]


def _change_of(form: Mapping[str, object]) -> ListChange:
    """Return the change of a form whose button adds or removes a word."""
    if "remove" in form:
        place, _, term = _text(form["remove"]).partition(" ")
        return ListChange(place, term, removed=True)
    word = " ".join(_text(form.get("word")).split())
    return ListChange(_text(form.get("place")), word, _text(form.get("weight")).strip())


def _points(given: str) -> float | None:
    """Return a weight, or None if none was given; raises ConfigError."""
    if not given:
        return None
    try:
        return float(given.replace(",", "."))
    except ValueError:
        message = f"the weight {given!r} is not a number; write one such as 6, or leave the field empty"
        raise ConfigError((Problem(TOPICS, "", None, message),)) from None


def _edited(text: str, topic: str, query: Mapping[str, str]) -> str:
    """Return the text of a topic with the edit that an address asks for; raises ConfigError."""
    word, without = query.get("word", ""), query.get("without", "")
    if word:
        term, weight = read_word(word)
        text = add_word(text, topic, place_of_language(text, topic, query.get("language", "")), term, weight)
    return remove_keyword(text, topic, without) if without else text


async def _draft(request: web.Request) -> Draft:
    form = await request.post()
    span = str(form.get("span", ""))
    return Draft(_text(form.get("text")), _text(form.get("read")), span if span in SPANS else "30")


def _text(given: object) -> str:
    """Return a text of a form with line ends of Unix; browsers send those of Windows."""
    return given.replace("\r\n", "\n") if isinstance(given, str) else ""
