"""`monitor story` shows one story over all its days."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.archive import Archive, open_archive
from monitor.cli import monitor
from monitor.digest import build_digest
from tests.archive.making import (
    HERALD,
    HOUR,
    MISS,
    NOW,
    TIMES,
    digest_input,
    entry,
    outcome,
    poll,
    record_digest,
)
from tests.empty_archive import new_archive

DAY = timedelta(days=1)
TITLE = "Two ministers sign the treaty on extradition"
FIRST = "The ministers signed the treaty on extradition in the capital on Monday, after years of talks on it."
ADDED = "The parliament in Vientiane will vote on it in the second week of March, the speaker said."


def store(archive: Archive, feed, name: str, text: str, now, title: str = TITLE, **given: object) -> None:
    """Store one article that an entry announces."""
    poll(archive, [entry(name, feed, title=title, published=now - HOUR)], feed, now)
    waiting = archive.articles.pending(now, 10)
    archive.articles.store_results(
        [outcome(one, text=text, published=now - HOUR, **given) for one in waiting], now
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a config and an archive: a story of two days in closed digests, its update in the open one."""
    (tmp_path / "monitor.toml").write_text('timezone = "UTC"\n', encoding="utf-8")
    feed = f'[[feed]]\nurl = "{TIMES.url}"\nname = "Times"\n'
    (tmp_path / "feeds.toml").write_text(feed, encoding="utf-8")
    (tmp_path / "topics.toml").write_text('[topics.rail]\ntitle = "Rail"\nkeywords = ["railway"]\n')
    with new_archive(tmp_path / "output") as archive:
        for number, (feed, text) in enumerate([(TIMES, FIRST), (HERALD, FIRST)]):
            now = NOW + number * DAY
            store(archive, feed, f"day-{number}", text, now)
            day = date(2025, 12, 16) + number * DAY
            record_digest(archive, day, now + HOUR, closed=True)
            archive.digests.record_stories(build_digest(digest_input(archive, day)))
        store(archive, HERALD, "later", f"{FIRST}\n{ADDED}", NOW + 2 * DAY, title=f"UPDATE 2-{TITLE}")
        store(archive, TIMES, "other", "Nothing here.", NOW + 2 * DAY, title="Cup final", matching=MISS)
        poll(archive, [entry("waits")], TIMES, NOW + 2 * DAY)
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the folder's archive."""
    options = ("--config", str(folder), "--output", str(folder / "output"))
    return CliRunner().invoke(monitor, [*options, "story", *arguments])


def test_a_story_by_an_article_or_its_own_id(folder: Path) -> None:
    """The number or URL of any article, and the id, show the same three reports over three days."""
    by_number = json.loads(run(folder, "3", "--json").stdout)
    assert [(one["id"], one["kind"]) for one in by_number["reports"]] == [
        (1, "first"),
        (2, "copy"),
        (3, "update"),
    ]
    assert by_number["reports"][2]["added"] == [ADDED]
    assert len(by_number["days"]) == 3
    for reference in ("https://news.example/day-0", by_number["id"], f"2025-12-16.html#{by_number['id']}"):
        assert json.loads(run(folder, reference, "--json").stdout) == by_number


def test_the_id_is_that_of_the_digests(folder: Path) -> None:
    """The digests of both days show the story under the id that the command prints."""
    shown = json.loads(run(folder, "1", "--json").stdout)["id"]
    with open_archive("sqlite:///archive.db", folder / "output", readonly=True) as archive:
        for day in (date(2025, 12, 16), date(2025, 12, 17)):
            digest = build_digest(digest_input(archive, day))
            assert shown in {story.id for section in digest.topics for story in section.stories}


def test_a_story_of_long_ago_is_in_its_last_digest(folder: Path) -> None:
    """A story that the open digest no longer looks back to is read from the last digest that has it."""
    shown = json.loads(run(folder, "1", "--json").stdout)
    with open_archive("sqlite:///archive.db", folder / "output") as archive:
        record_digest(archive, date(2025, 12, 18), NOW + 2 * DAY + HOUR, closed=True)
        archive.digests.record_stories(build_digest(digest_input(archive, date(2025, 12, 18))))
        record_digest(archive, date(2026, 2, 18), NOW + 64 * DAY, closed=True)
        store(archive, TIMES, "new", "Another text on something else entirely.", NOW + 65 * DAY, title="New")
    for reference in ("1", "3", shown["id"]):
        found = json.loads(run(folder, reference, "--json").stdout)
        # The date of the open digest is today's.
        assert found == shown | {"days": found["days"], "reports": found["reports"]}
        facts = [[one["id"], one["kind"], one["added"]] for one in shown["reports"]]
        assert [[one["id"], one["kind"], one["added"]] for one in found["reports"]] == facts


def test_the_story_for_people(folder: Path) -> None:
    """The text names each report, its outlet and digest, and marks what was added."""
    done = run(folder, "1")
    assert done.exit_code == 0
    assert f"+ {ADDED}" in done.stdout
    assert "digest of 2025-12-17" in done.stdout
    assert "outlets: Vientiane Example Times, Example Herald" in done.stdout


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("s0123456789ab", "there is no story s0123456789ab"),
        ("77", "there is no story and no article 77"),
        ("4", "article 4 is in no story: it matches no topic"),
        ("5", "article 5 is in no story: it is not read yet"),
        ("S0123", "there is no article 'S0123'"),
        ("", "there is no article ''"),
        ("\udcff", "there is no article"),
    ],
)
def test_no_story_says_why(folder: Path, reference: str, message: str) -> None:
    """What names no story is exit code 2 and one line with the reason."""
    done = run(folder, reference)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
