"""`monitor try` shows what an edit of topics.toml would do to the stored articles, and changes nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.clock import utc_now
from monitor.config import ConfigReloader, read_config
from monitor.match import compile_topics, match_article
from monitor.models import Answer
from monitor.pipeline import try_topics as trials
from tests.archive.making import entry, outcome, poll
from tests.config.conftest import TOPICS, ConfigFolder
from tests.empty_archive import new_archive

ARTICLES = (
    ("Laos hands over two", "Laos handed over two men under an extradition treaty on Monday."),
    ("Surrender of a suspect", "Vientiane agreed to the surrender of a suspect in Laos."),
    ("Weather", "It rained all day."),
)
EDITED = TOPICS.replace('"extradit*"', '"surrender of"')


@pytest.fixture
def folder(tmp_path: Path) -> ConfigFolder:
    """A valid config and an archive of three articles that its topics have matched."""
    folder = ConfigFolder(tmp_path / "config")
    compiled = compile_topics(read_config(folder.path).topics)
    now = utc_now() - timedelta(hours=1)
    with new_archive(tmp_path / "output") as archive:
        poll(archive, [entry(title, title=title) for title, _ in ARTICLES], now=now)
        archive.articles.store_results(
            [
                outcome(pending, match_article(compiled, title, text), title=title, text=text, language="en")
                for pending, (title, text) in zip(archive.articles.pending(now, 9), ARTICLES, strict=True)
            ],
            now,
        )
    return folder


def run(folder: ConfigFolder, *arguments: str) -> Result:
    """Run `monitor try` on a config folder."""
    output = str(folder.path.parent / "output")
    return CliRunner().invoke(
        monitor, ["--config", str(folder.path), "--output", output, "try", *arguments], catch_exceptions=False
    )


def tried(folder: ConfigFolder, *arguments: str) -> tuple[str, list[int], list[int], int]:
    """Return what an edit is compared with, and its effect on the topic `extradition`."""
    document = json.loads(run(folder, "--json", *arguments).stdout)
    (topic,) = [one for one in document["topics"] if one["topic"] == "extradition"]
    gained, lost = ([one["id"] for one in topic[side]] for side in ("gained", "lost"))
    return document["compared_with"], gained, lost, topic["kept"]


def start_daemon(folder: ConfigFolder) -> ConfigReloader:
    """Put the folder's config in force, as a daemon does."""
    reloader = ConfigReloader(folder.path, folder.path.parent / "output")
    reloader.start()
    reloader.confirm()
    return reloader


def test_an_edit_is_shown_with_reason_and_quote(folder: ConfigFolder) -> None:
    """The saved file is compared with the config in force: counts, articles, reasons, quotes, languages."""
    start_daemon(folder)
    folder.write(topics=EDITED)
    done = run(folder)
    assert done.exit_code == 0
    assert "compared with the config in force" in done.stdout
    assert "extradition: 1 gained, 1 lost, 0 kept" in done.stdout
    assert 'because: keyword "surrender of" added' in done.stdout
    assert 'because: keyword "extradit*" removed' in done.stdout
    assert "Laos handed over two men under an extradition treaty on Monday." in done.stdout
    assert "lost by language: en 1" in done.stdout
    assert "unchanged: minerals (0 kept)" in done.stdout


def test_json_has_the_promised_keys(folder: ConfigFolder) -> None:
    """Scripts find window and topics, each with what is gained, lost and kept."""
    start_daemon(folder)
    folder.write(topics=EDITED)
    document = json.loads(run(folder, "--json", "--topic", "extradition").stdout)
    assert set(document["window"]) == {"since", "until"}
    (topic,) = document["topics"]
    assert topic["topic"] == "extradition"
    (gained,) = topic["gained"]
    assert gained["id"] == 2
    assert gained["title"] == "Surrender of a suspect"
    assert gained["url"] == "https://news.example/Surrender of a suspect"
    assert gained["because"] == 'keyword "surrender of" added'
    assert topic["by_language"] == {"gained": {"en": 1}, "lost": {"en": 1}}


def test_wrong_effects_on_judged_articles_are_warnings(folder: ConfigFolder) -> None:
    """An article judged yes that the edit loses, and one judged no that it takes, are named on stderr."""
    start_daemon(folder)
    folder.write(topics=EDITED)
    with open_archive("sqlite:///archive.db", folder.path.parent / "output") as archive:
        archive.verdicts.record(1, "extradition", Answer.YES, utc_now(), "config")
        archive.verdicts.record(2, "extradition", Answer.NO, utc_now(), "config")
    done = run(folder)
    assert 'extradition loses article 1, which you judged yes: keyword "extradit*" removed' in done.stderr
    assert 'extradition takes article 2, which you judged no: keyword "surrender of" added' in done.stderr
    assert "Surrender of a suspect  judged no" in done.stdout


def test_each_case_says_what_it_compares_with(folder: ConfigFolder, tmp_path: Path) -> None:
    """The config in force, the topics before the last edit, a named file, or what the archive matched."""
    other = tmp_path / "other.toml"
    other.write_text(EDITED, encoding="utf-8")
    with_file = tried(folder, "--topics", str(other))
    assert with_file[0].startswith(f"{folder.path}/topics.toml, because no daemon has run")
    assert with_file[1:] == ([2], [1], 0)
    same = tried(folder, "--topics", str(other), "--against", str(other))
    assert same == (str(other), [], [], 1)
    folder.write(topics=EDITED)
    stored = tried(folder)
    assert stored[0].startswith("the matches stored in the archive, because no daemon has run")
    assert stored[1:] == ([2], [1], 0)
    folder.write(topics=TOPICS)
    daemon = start_daemon(folder)
    assert tried(folder)[0] == "the config in force, which has the same topics"
    folder.write(topics=EDITED)
    assert tried(folder) == ("the config in force", [2], [1], 0)
    daemon.reload()
    daemon.confirm()
    assert tried(folder) == ("the topics before the last edit, which is in force", [2], [1], 0)


def test_workers_give_the_same(folder: ConfigFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many articles are compared by worker processes, with the same result."""
    start_daemon(folder)
    folder.write(topics=EDITED)
    here = tried(folder, "--all")
    monkeypatch.setattr(trials, "_INLINE", 0)
    assert tried(folder, "--all") == here == ("the config in force", [2], [1], 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--topics", "missing.toml"), "'missing.toml' does not exist"),
        (("--topic", "extraditon"), "did you mean extradition?"),
        (("--since", "soon"), "'soon' is not a time"),
        (("--since", "2099-01-01"), "would end before it begins"),
    ],
)
def test_a_wrong_option_is_refused(folder: ConfigFolder, arguments: tuple[str, ...], message: str) -> None:
    """A missing file, an unknown topic and a bad time are exit code 2 and one message."""
    done = run(folder, *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_broken_edit_names_file_and_line(folder: ConfigFolder, tmp_path: Path) -> None:
    """Every problem of the file given is reported with its name and line, as `monitor check` does."""
    other = tmp_path / "draft.toml"
    other.write_text(EDITED.replace("require", "requires"), encoding="utf-8")
    done = run(folder, "--topics", str(other))
    assert done.exit_code == 2
    assert "draft.toml" in done.stderr
    assert "requires" in done.stderr


def test_trying_writes_nothing(folder: ConfigFolder) -> None:
    """The archive and the output folder are the same bytes afterwards."""
    start_daemon(folder)
    folder.write(topics=EDITED)
    output = folder.path.parent / "output"

    def content() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in output.rglob("*")
            if path.is_file() and path.suffix not in {".db-wal", ".db-shm"}
        }

    before = content()
    assert run(folder).exit_code == 0
    assert content() == before
