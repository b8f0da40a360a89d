"""`monitor check` knows the verdicts: it says which of them an edit contradicts, and by which keyword."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from monitor.config import read_config
from monitor.config.last_good import save
from monitor.config.load import read_folder
from monitor.match import compile_topics, match_article
from monitor.models import Answer
from tests.archive.making import NOW, entry, outcome, poll
from tests.empty_archive import new_archive

TOPICS = """\
[groups]
laos = ["Laos"]

[topics.pact]
require = ["laos"]
[topics.pact.keywords]
en = [
  "treaty",
  "accord",
]

[topics.dams]
keywords.en = ["dam"]
"""
TEXTS = {
    "a": ("Treaty with Laos", "Laos signed the treaty."),
    "b": ("Accord with Laos", "Laos signed the accord."),
    "c": ("Rain in Laos", "It rained in Laos and elsewhere."),
    "d": ("Dam in Laos", "The dam is ready."),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a config and its archive: a and d judged yes, b unsure, c no."""
    (tmp_path / "monitor.toml").write_text('timezone = "UTC"\n', encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nurl = "https://times.example/feed"\nname = "Times"\n', encoding="utf-8"
    )
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    compiled = compile_topics(read_config(tmp_path).topics)
    with new_archive(tmp_path / "output") as archive:
        poll(archive, [entry(key, title=title) for key, (title, _) in TEXTS.items()])
        for pending in archive.articles.pending(NOW, 10):
            title, text = TEXTS[pending.entry.key[-1]]
            result = outcome(pending, match_article(compiled, title, text), title=title, text=text)
            archive.articles.store_results([result], NOW)
        for number, topic, answer in (
            (1, "pact", Answer.YES),
            (2, "pact", Answer.UNSURE),
            (3, "pact", Answer.NO),
            (4, "dams", Answer.YES),
        ):
            archive.verdicts.record(number, topic, answer, NOW, "c")
    return tmp_path


def check(folder: Path, *options: str) -> Result:
    """Check the config."""
    arguments = ["--config", str(folder), "--output", str(folder / "output"), "check", *options]
    return CliRunner().invoke(monitor, arguments)


def edit(folder: Path, old: str, new: str) -> None:
    """Edit topics.toml."""
    path = folder / "topics.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def warnings(folder: Path) -> list[tuple[str, int, str]]:
    """Return path, line and message of each contradicted verdict."""
    found = json.loads(check(folder, "--json").stdout)["contradicted_verdicts"]
    return [(one["path"], one["line"], one["message"]) for one in found]


@pytest.mark.parametrize("kept", [True, False])
def test_edits_that_contradict_a_verdict(folder: Path, *, kept: bool) -> None:
    """A removed keyword and a new one are named with line and article, with and without a config in force."""
    if kept:
        save(folder / "output", read_config(folder), read_folder(folder))
    assert warnings(folder) == []
    edit(folder, '  "treaty",\n', '  "rained",\n')
    found = {message: (path, line) for path, line, message in warnings(folder)}
    lost = 'loses article 1 "Treaty with Laos", judged yes: now no keyword ("treaty" was removed)'
    taken = next(message for message in found if message != lost)
    assert taken.startswith('takes article 3 "Rain in Laos", judged no, by "rained": rained 10 x 1.2 (lead)')
    assert found == {lost: ("topics.pact", 4), taken: ("topics.pact.keywords.en[1]", 8)}
    shown = check(folder)
    assert shown.exit_code == 0
    assert "2 verdicts contradicted by this edit:" in shown.output


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('require = ["laos"]\n', 'require = ["laos"]\nexclude = ["signed"]\n', 'excluded by "signed"'),
        ('"treaty"', '{ term = "treaty", weight = 5 }', "now score 9.38 of 10"),
        ('laos = ["Laos"]', 'laos = ["Vientiane"]', 'no word of the group "laos"'),
    ],
)
def test_the_reason_of_a_loss(folder: Path, old: str, new: str, reason: str) -> None:
    """An exclusion, a weight and a group are named as what the article lacks now."""
    edit(folder, old, new)
    (lost,) = warnings(folder)
    assert reason in lost[2]


def test_cases_without_a_contradiction(folder: Path) -> None:
    """Unsure verdicts, removed topics, an archive that is not there or not readable give no warning."""
    edit(folder, '  "accord",\n', "")
    edit(folder, '[topics.dams]\nkeywords.en = ["dam"]\n', "")
    assert warnings(folder) == []
    (folder / "output" / "archive.db").write_bytes(b"no database")
    assert check(folder).exit_code == 0
    done = CliRunner().invoke(monitor, ["--config", str(folder), "--output", str(folder / "none"), "check"])
    assert (done.exit_code, (folder / "none").exists()) == (0, False)
