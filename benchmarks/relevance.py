"""How right the shipped topics are on labelled news: precision, recall and F1 by topic, language and event.

    python benchmarks/relevance.py [--texts FILE ...] [--config DIR] [--errors] [--single] [--missed]
                                   [--semantic]

Each FILE (default dev.jsonl and dev2.jsonl in ../shared/data/texts) has one JSON object a line: title, text,
lang, topics (the truth), and if known hard_negative_for, borderline and event. Events without an error are
only counted. `--errors` shows every error with the matcher's own explanation. `--single` lists the keywords
that serve one labelled text only and without which it would be lost: a topic that hangs on many of these has
words that fit the texts and not the language. `--missed` counts how many of the first entries of the missed
list are right. `--semantic` shows the figures with the second opinion too: what it marks counts as found, and
it has learned from other texts only, of a batch from the other batches. It takes some minutes.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monitor.config import read_topics
from monitor.match import compile_topics, match_article
from monitor.match.missed.candidates import list_candidates
from monitor.models import BELONGS, Match, Matching, Topics
from monitor.pipeline.second_opinion import promise

Scores = Sequence[Mapping[str, float]]

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "texts"
TEXTS = [SHARED / "dev.jsonl", SHARED / "dev2.jsonl"]
CONFIG = ROOT / "config"
FIRST = (20, 40)
LANGUAGES = {
    "English": ("en",), "Korean": ("ko",), "Lao": ("lo",), "Thai": ("th",), "Chinese, Japanese": ("zh", "ja"),
    "French, German, Vietnamese": ("fr", "de", "vi"), "Spanish, Italian, Portuguese": ("es", "it", "pt"),
    "Russian, Indonesian": ("ru", "id"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text with its matches."""

    title: str
    text: str
    language: str
    truth: frozenset[str]
    hard_negative_for: frozenset[str]
    borderline: bool
    event: str
    matching: Matching
    marked: frozenset[str] = frozenset()

    @property
    def found(self) -> frozenset[str]:
        """The topics that matched, and those that the second opinion marks."""
        return frozenset(match.topic for match in self.matching.matches) | self.marked


@dataclass(slots=True)
class Tally:
    """Counts of decisions: right, wrongly found, missed; and wrongly found hard negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    lured: int = 0
    hard: int = 0

    @property
    def precision(self) -> float:
        """Share of the found topics that is right; 1 if none was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the right topics that was found; 1 if there was none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


def judge(topics: Topics, lines: Iterable[dict[str, Any]]) -> tuple[Judged, ...]:
    """Match every labelled text."""
    compiled = compile_topics(topics)
    return tuple(
        Judged(
            line["title"] or "",
            line["text"] or "",
            line["lang"],
            frozenset(line["topics"]),
            frozenset(line.get("hard_negative_for") or ()),
            bool(line.get("borderline")),
            line.get("event") or "",
            match_article(compiled, line["title"] or "", line["text"] or ""),
        )
        for line in lines
    )


def mark(topics: Topics, judged: Sequence[Judged], scores: Scores) -> tuple[Judged, ...]:
    """Add what the second opinion marks of the candidates that have all required groups."""
    compiled = compile_topics(topics)
    return tuple(
        replace(
            one,
            marked=frozenset(
                candidate.topic
                for candidate in list_candidates(compiled, one.title, one.text)[1]
                if candidate.in_groups and known.get(candidate.topic, 0.0) >= BELONGS
            ),
        )
        for one, known in zip(judged, scores, strict=True)
    )


def count(judged: Iterable[Judged], topics: Iterable[str]) -> Tally:
    """Count the decisions over some texts and topics."""
    tally, asked = Tally(), frozenset(topics)
    for one in judged:
        found, truth, hard = one.found & asked, one.truth & asked, one.hard_negative_for & asked
        tally.right += len(found & truth)
        tally.wrong += len(found - truth)
        tally.missed += len(truth - found)
        tally.lured += len(found & hard)
        tally.hard += len(hard)
    return tally


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read labelled texts, one JSON object per line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def print_table(judged: Sequence[Judged], topics: Topics) -> None:
    """Print the figures by topic, by language and overall."""
    ids = [topic.id for topic in topics.topics]
    heads = "".join(f"{head:>7}" for head in ("labels", "right", "wrong", "missed", "P", "R", "F1"))
    print(f"{'':<29}{heads}  hard negatives")
    rows: list[tuple[str, Tally]] = [(topic, count(judged, [topic])) for topic in ids]
    rows += [
        (name, count([one for one in judged if one.language in languages], ids))
        for name, languages in LANGUAGES.items()
        if any(one.language in languages for one in judged)
    ]
    rows.append(("all", count(judged, ids)))
    for number, (name, tally) in enumerate(rows):
        if number in (len(ids), len(rows) - 1):
            print()
        print(
            f"{name:<29}{tally.right + tally.missed:>7}{tally.right:>7}{tally.wrong:>7}{tally.missed:>7}"
            f"{tally.precision:>7.3f}{tally.recall:>7.3f}{tally.f1:>7.3f}"
            f"  {tally.lured} of {tally.hard} taken"
        )


def print_errors(judged: Iterable[Judged]) -> None:
    """Print every error: for a wrong match its sum and groups, for a missed one the missing conditions."""
    for one in judged:
        matches = {match.topic: match for match in one.matching.matches}
        near = {miss.topic: miss for miss in one.matching.near_misses}
        doubt = " (borderline)" if one.borderline else ""
        for topic in sorted(one.found - one.truth):
            print(f"wrong  {topic}{doubt} [{one.language}] {one.title}")
            print(f"       {matches[topic].arithmetic}; {show_groups(matches[topic])}")
        for topic in sorted(one.truth - one.found):
            print(f"missed {topic}{doubt} [{one.language}] {one.title}")
            if topic in near:
                print(f"       {near[topic].arithmetic}; lacking: {', '.join(near[topic].lacking)}")
            else:
                print("       not even a near miss: two conditions or more are open")


def show_groups(match: Match) -> str:
    """Return the words that satisfy the required groups."""
    return ", ".join(f"{found.group}: {found.form}" for found in match.evidence if found.group)


def print_single(topics: Topics, lines: Sequence[dict[str, Any]], judged: Sequence[Judged]) -> None:
    """Print the keywords without which exactly one right match would be lost."""
    used = Counter(
        (match.topic, found.keyword)
        for one in judged
        for match in one.matching.matches
        if match.topic in one.truth
        for found in match.evidence
        if not found.group
    )
    hanging: Counter[str] = Counter()
    for topic, term in sorted(key for key, times in used.items() if times == 1):
        without = leave_out(topics, topic, term)
        pairs = zip(lines, judged, strict=True)
        holders = [line for line, one in pairs if topic in one.truth and uses(one, topic, term)]
        if any(topic not in one.found for one in judge(without, holders)):
            hanging[topic] += 1
            print(f"  {topic:<28}{term}")
    for name in (topic.id for topic in topics.topics):
        right = count(judged, [name]).right
        print(f"{name:<28}{hanging[name]} of {right} right matches hang on a keyword of their own")


def leave_out(topics: Topics, topic: str, term: str) -> Topics:
    """Return the topics without one keyword of one topic."""
    (whole,) = (one for one in topics.topics if one.id == topic)
    rest = tuple(word for word in whole.keywords if word.term != term)
    return replace(topics, topics=(replace(whole, keywords=rest),))


def print_missed(topics: Topics, lines: Sequence[dict[str, Any]], scores: Scores) -> None:
    """Print how many of the first entries of the missed list are right."""
    compiled = compile_topics(topics)
    listed = [
        (
            promise(candidate, known.get(candidate.topic)),
            candidate.near_miss,
            candidate.topic in line["topics"],
        )
        for line, known in zip(lines, scores, strict=True)
        for candidate in list_candidates(compiled, line["title"] or "", line["text"] or "")[1]
    ]
    listed.sort(key=lambda one: one[0], reverse=True)
    near = [one for one in listed if one[1]]
    print(f"\nmissed list: {len(listed)} entries, {sum(one[2] for one in listed)} of them right")
    for name, chosen in (("all", listed), ("near misses", near)):
        for first in FIRST:
            print(f"  {name}: {sum(one[2] for one in chosen[:first])} of the first {first} are right")


def print_events(judged: Sequence[Judged], topics: Topics) -> None:
    """Print the figures of each event with an error, and how many events have none."""
    ids = [topic.id for topic in topics.topics]
    events = sorted({one.event for one in judged if one.event})
    tallies = {event: count([one for one in judged if one.event == event], ids) for event in events}
    wrong = {event: tally for event, tally in tallies.items() if tally.wrong or tally.missed}
    print(f"\n{len(events)} events, {len(events) - len(wrong)} of them without an error")
    for event, tally in wrong.items():
        print(f"  {event:<40} right {tally.right}, wrong {tally.wrong}, missed {tally.missed}")


def uses(one: Judged, topic: str, term: str) -> bool:
    """Return whether a keyword gave a text points for a topic."""
    return any(
        found.keyword == term and not found.group
        for match in one.matching.matches
        if match.topic == topic
        for found in match.evidence
    )


def make_opinion() -> Any:
    """Train the second opinion; needs the extra `semantic`."""
    from _opinion import Opinion

    return Opinion()


def main() -> None:
    """Run the benchmark."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--texts", type=Path, nargs="+", default=TEXTS)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--semantic", action="store_true")
    asked = parser.parse_args()
    topics = read_topics(asked.config)
    opinion = make_opinion() if asked.semantic else None
    for path in asked.texts:
        print(f"\n=== {path.name}")
        print_file(topics, path, asked, opinion)


def print_file(topics: Topics, path: Path, asked: argparse.Namespace, opinion: Any) -> None:
    """Print the report on one file of texts."""
    lines = read_lines(path)
    judged = judge(topics, lines)
    clear = [one for one in judged if not one.borderline]
    print(f"{len(judged)} texts, all of them\n")
    print_table(judged, topics)
    if len(clear) < len(judged):
        print(f"\n{len(clear)} texts, borderline left out\n")
        print_table(clear, topics)
    scores: Scores = [{} for _ in lines] if opinion is None else opinion.scores(lines)
    if opinion is not None:
        judged = mark(topics, judged, scores)
        print(f"\n{len(judged)} texts, with the second opinion\n")
        print_table(judged, topics)
    print_events(judged, topics)
    if asked.errors:
        print()
        print_errors(judged)
    if asked.missed:
        print_missed(topics, lines, scores)
    if asked.single:
        print("\nkeywords without which one text would be lost")
        print_single(topics, lines, judged)


if __name__ == "__main__":
    main()
