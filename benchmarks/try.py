"""What trying an edit of the topics costs: one keyword, a group word, and a whole new config.

Run: python benchmarks/try.py [--sizes 10000,100000] [--url sqlite:///try.db]
The bars: one edited keyword takes under 5 s on 1 million articles, and under 1 s on 10,000. The archive is
that of benchmarks/search.py with what the topics match in it. CPU seconds; the whole config uses all
workers, in wall time.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from _app import config_for
from search import Clock, Writer, fill

from monitor.app import open_app
from monitor.archive import open_archive
from monitor.match import compile_topics, match_article
from monitor.models import (
    UNKNOWN_OUTLET,
    Config,
    Group,
    Keyword,
    Matching,
    Topic,
    Topics,
    Trial,
)
from monitor.pipeline.try_topics import TrialRequest, try_topics, try_topics_in_workers

TOPICS = 15
KEYWORDS = 24


def make_topics(words: dict[str, list[str]]) -> Topics:
    """Return topics of 24 rare keywords each in four languages, which require one of three groups.

    About 64 % of the articles match one, so this is a hard case.
    """
    groups = tuple(
        Group(
            name, tuple(Keyword(words[language][rank + at]) for language in words for at in range(0, 40, 10))
        )
        for rank, name in ((1500, "first"), (1000, "second"), (1200, "third"))
    )
    topics = tuple(
        Topic(
            f"topic-{number}",
            f"Topic {number}",
            tuple(
                Keyword(words[language][12_000 + 37 * number + at], None if at % 3 else 6.0, language)
                for language in words
                for at in range(KEYWORDS // 4)
            ),
            (groups[number % 3].name,),
            near=40 if number % 2 else None,
        )
        for number in range(TOPICS)
    )
    return Topics(groups, topics, "before")


def is_long(word: str) -> bool:
    """Return whether a word is so long that its grams find little else."""
    return len(word) > 5


def edits(before: Topics, words: dict[str, list[str]]) -> Iterator[tuple[str, Topics]]:
    """Yield edits with their names."""

    def edit(number: int, **changes: object) -> Topics:
        topics = list(before.topics)
        topics[number] = replace(topics[number], **changes)
        return Topics(before.groups, tuple(topics), "after")

    first = before.topics[0].keywords
    for name, word in (
        ("a rare keyword added", words["en"][19_000]),
        ("a keyword in 3 % of the articles added", next(filter(is_long, words["en"][2000:]))),
        ("a keyword in 15 % of the articles added", next(filter(is_long, words["en"][300:]))),
        ("a Korean keyword added", words["ko"][4000]),
    ):
        yield name, edit(0, keywords=(*first, Keyword(word, language="en")))
    yield "a keyword removed", edit(1, keywords=before.topics[1].keywords[1:])
    yield "a word excluded", edit(2, exclude=(Keyword(words["en"][100]),))
    wider = replace(before.groups[2], words=(*before.groups[2].words, Keyword(words["en"][4000])))
    yield "a word added to a group", Topics((*before.groups[:2], wider), before.topics, "after")
    yield "the threshold of a topic lowered", edit(3, threshold=6.0)


def main() -> None:
    """Fill archives of each size and print the seconds of each edit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--url", default="sqlite:///try.db")
    parser.add_argument("--folder", help="keep the archive here and use it again")
    chosen = parser.parse_args()
    for size in map(int, chosen.sizes.split(",")):
        with tempfile.TemporaryDirectory() as temporary:
            run(size, chosen.url, Path(chosen.folder or temporary))


def run(size: int, url: str, folder: Path) -> None:
    """Measure the edits on an archive of one size."""
    writer = Writer(1)
    words = writer.words
    before = make_topics(words)
    compiled = compile_topics(before)

    def matched(title: str, text: str) -> Matching:
        return match_article(compiled, title, text)

    with open_archive(url, folder) as archive:
        if not archive.articles.last_id():
            for _ in fill(archive, writer, range(size), Clock(), matched):
                pass
        print(f"{size:,} articles")
        for name, after in edits(before, words):
            request = TrialRequest(before, after)
            began = time.process_time()
            trial = try_topics(archive, request, lambda *_: UNKNOWN_OUTLET)
            show(name, time.process_time() - began, trial)
    fresh = Topics(before.groups, tuple(replace(one, threshold=9.0) for one in before.topics), "after")
    config = config_for([], "processes:2", url)
    began = time.perf_counter()
    trial = asyncio.run(in_workers(config, folder, TrialRequest(before, fresh, complete=True)))
    show("a whole new config, in workers", time.perf_counter() - began, trial)


async def in_workers(config: Config, folder: Path, request: TrialRequest) -> Trial:
    """Compare with all workers."""
    async with open_app(config, folder, readonly=True) as app:
        return await try_topics_in_workers(app, request)


def show(name: str, seconds: float, trial: Trial) -> None:
    """Print one line."""
    gained, lost = (sum(len(getattr(one, side)) for one in trial.topics) for side in ("gained", "lost"))
    print(
        f"  {name:<42} {seconds:7.2f} s  {trial.examined:>7,} compared, {gained:>6,} gained, {lost:>6,} lost"
    )


if __name__ == "__main__":
    main()
