"""`monitor article` shows the stored data of an article, and why each topic matches or not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from tests.archive.making import HOUR, NOW, entry, outcome, poll
from tests.empty_archive import new_archive

TOPICS = """
[groups]
laos = ["Laos"]
[topics.treaty]
title = "Treaty"
require = ["laos"]
keywords = ["treaty"]
[topics.rice]
title = "Rice"
require = ["laos"]
keywords = ["rice"]
"""
TEXT = "Laos and Korea signed a treaty in Vientiane today.\nThe treaty is on aid."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a config and an archive of one article that was read again."""
    (tmp_path / "monitor.toml").write_text('timezone = "UTC"\n', encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nurl = "https://times.example/feed"\nname = "Times"\n', encoding="utf-8"
    )
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    with new_archive(tmp_path / "output") as archive:
        poll(archive, [entry("a", title="Talks end")])
        (waiting,) = archive.articles.pending(NOW, 10)
        archive.articles.store_results([outcome(waiting, title="Talks end", text="More follows.")], NOW)
        poll(archive, [entry("a", title="Treaty signed")], now=NOW + HOUR)
        (due,) = archive.articles.due_rereads(NOW + HOUR, 10)
        again = replace(outcome(due, title="Treaty signed", text=TEXT), again=True)
        archive.articles.store_results([again], NOW + HOUR)
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the folder's archive."""
    options = ("--config", str(folder), "--output", str(folder / "output"))
    return CliRunner().invoke(monitor, [*options, "article", *arguments])


@pytest.mark.parametrize("reference", ["1", "https://news.example/a", "HTTPS://news.example/a#top"])
def test_an_article_by_number_or_address(folder: Path, reference: str) -> None:
    """The command shows text, entries, the difference to the earlier version, and what each topic lacks."""
    done = run(folder, reference)
    assert done.exit_code == 0, done.output
    assert "treaty: match" in done.output
    assert "rice: no match" in done.output
    assert "why not: no keyword" in done.output
    assert "-More follows." in done.output
    assert "read since 2025-12-16 00:00, in no digest yet" in done.output
    assert "  https://times.example/feed" in done.output
    assert "[Laos] and Korea signed a [treaty] in Vientiane today." in done.output
    assert "+The treaty is on aid." in done.output


def test_the_document_for_scripts(folder: Path) -> None:
    """`--json` prints one document with the same facts."""
    found = json.loads(run(folder, "1", "--json").output)
    assert found["text"] == TEXT
    assert [version["title"] for version in found["versions"]] == ["Talks end"]
    assert "-More follows." in found["versions"][0]["difference"]
    assert [found["text"][one["start"] : one["end"]] for one in found["hits"] if one["field"] == "text"] == [
        "Laos",
        "treaty",
        "treaty",
    ]
    assert (found["status"], found["digest"], found["sources"]) == ("read", None, ["Vientiane Example Times"])
    assert found["topics"][0]["evidence"][0]["keyword"] == "treaty"
    assert {topic["topic"]: topic["result"] for topic in found["topics"]} == {
        "treaty": "match",
        "rice": "no match",
    }


def test_an_article_that_is_not_read_yet(folder: Path) -> None:
    """A pending article shows its status and next try, and which topics its headline lacks."""
    with open_archive("sqlite:///archive.db", folder / "output") as archive:
        poll(archive, [entry("b", title="Rice")], now=NOW + HOUR)
    done = run(folder, "2")
    assert done.exit_code == 0, done.output
    assert "pending, 0 attempts, next try" in done.output
    assert "(no text)" in done.output


def test_the_stored_page_is_written(folder: Path) -> None:
    """`--page` writes the page byte for byte; a missing folder is one clear error line."""
    target = folder / "page.html"
    assert run(folder, "1", "--page", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"<html>")
    failed = run(folder, "1", "--page", str(folder / "page.html" / "x"))
    assert (failed.exit_code, "Traceback" in failed.output) == (1, False)


@pytest.mark.parametrize("reference", ["2", "99999999999999999999", "https://news.example/none", "no url"])
def test_an_unknown_article_is_an_error(folder: Path, reference: str) -> None:
    """An unknown number or address is a usage error in one line."""
    done = run(folder, reference)
    assert done.exit_code == 2
    assert "there is no article" in done.output


@pytest.mark.fault(360)
def test_the_note_on_further_pages(folder: Path) -> None:
    """The status names a page of the article that could not be read, also in the document for scripts."""
    note = "its page 2 could not be read (http_404): the text ends before it"
    with open_archive("sqlite:///archive.db", folder / "output", create=False) as archive:
        (due,) = archive.articles.due_rereads(NOW + 5 * HOUR, 10)
        article = replace(outcome(due, title="Treaty signed", text=TEXT + " More.").article, detail=note)
        again = replace(outcome(due), article=article, again=True)
        archive.articles.store_results([again], NOW + 5 * HOUR)
    assert f"read ({note}) since" in run(folder, "1").output
    assert json.loads(run(folder, "1", "--json").output)["detail"] == note
