"""`monitor report` and `monitor suggest` together name the noisy and the missing words of a topic."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.clock import utc_now
from monitor.config import read_config
from monitor.match import compile_topics, match_article
from monitor.semantic.labelled_texts import RELEVANCE
from tests.archive.making import entry, outcome, poll
from tests.config.conftest import ConfigFolder

DATA = Path(__file__).parents[1] / "data"
NOISY = {"handed over", "인도", "移交", "ส่งมอบ", "ສົ່ງຄືນ"}
LACKING = {"repatriated", "압송", "dẫn độ", "extradición", "экстрадиции"}
OTHER_NEWS = 200
FIRST = 12


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ConfigFolder:
    """A config whose topic has five noisy keywords and lacks five, with an archive and a file of verdicts."""
    folder = ConfigFolder(tmp_path_factory.mktemp("tuning") / "config")
    shutil.copy(DATA / "tuning" / "topics.toml", folder.path)
    rows = read_rows(DATA / "tuning" / "articles.jsonl")
    others = [row for row in read_rows(RELEVANCE) if not row["topics"]]
    texts = [*rows, *others[:OTHER_NEWS]]
    compiled = compile_topics(read_config(folder.path).topics)
    now = utc_now() - timedelta(days=1)
    with open_archive("sqlite:///archive.db", folder.path.parent / "output") as archive:
        poll(archive, [entry(number, title=row["title"]) for number, row in enumerate(texts)], now=now)
        waiting = sorted(archive.articles.pending(now, len(texts)), key=lambda one: one.article_id)
        outcomes = []
        for pending, row in zip(waiting, texts, strict=True):
            given = {"title": row["title"], "text": row["text"], "language": row["lang"]}
            outcomes.append(outcome(pending, match_article(compiled, row["title"], row["text"]), **given))
        archive.articles.store_results(outcomes, now)
    verdicts = [
        {
            "url": f"https://news.example/{number}",
            "topic": "handover",
            "verdict": "yes" if row["belongs"] else "no",
        }
        for number, row in enumerate(rows)
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in verdicts)
    (folder.path.parent / "verdicts.jsonl").write_text(lines, encoding="utf-8")
    assert "error" not in run(folder, "verdicts", "import", str(folder.path.parent / "verdicts.jsonl"))
    return folder


def run(folder: ConfigFolder, *arguments: str) -> str:
    """Run a command on the config folder and its archive; return what it prints."""
    options = ["--config", str(folder.path), "--output", str(folder.path.parent / "output")]
    done = CliRunner().invoke(monitor, [*options, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_report_names_the_noisy_keywords_first(folder: ConfigFolder) -> None:
    """The five keywords that also say other things are noisy; no other one is, in JSON and in print."""
    (topic,) = json.loads(run(folder, "report", "--json"))["topics"]
    assert {word["keyword"] for word in topic["keywords"][:FIRST] if word["noisy"]} == NOISY
    assert {word["keyword"] for word in topic["keywords"] if word["noisy"]} == NOISY
    printed = run(folder, "report")
    assert all(f"noisy      {word}: " in printed for word in NOISY)


def test_the_suggestions_name_the_words_that_are_missing(folder: ConfigFolder) -> None:
    """The five missing words are among the first twelve, each as a keyword that gains its three articles."""
    words = json.loads(run(folder, "suggest", "handover", "--json", "--limit", str(FIRST)))["words"]
    found = {word["term"]: word for word in words}
    assert set(found) >= LACKING
    for term in LACKING:
        assert (found[term]["place"], found[term]["gains"]["yes"], found[term]["loses"]) == ("keyword", 3, 0)
        assert found[term]["elsewhere"]["yes"] == 3
