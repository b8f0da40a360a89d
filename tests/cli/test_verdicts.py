"""`monitor verdict`, `review` and `verdicts`: judge articles, and move verdicts."""

import json
import os
import pty
import select
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from tests.archive.making import entry, poll, store_all
from tests.empty_archive import new_archive

TOPICS = """
[topics.rail]
title = "Railways"
keywords = ["railway"]
[topics.rice]
keywords = ["rice"]
"""
URL = "https://news.example/a"
QUEUE = ["rail", "rice", "rail", "rice"]  # two articles, each a match and a near miss


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a config and an archive of two articles, each with a match and a near miss."""
    (tmp_path / "monitor.toml").write_text('timezone = "UTC"\n', encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nurl = "https://times.example/feed"\nname = "Times"\n', encoding="utf-8"
    )
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    with new_archive(tmp_path / "output") as archive:
        poll(archive, [entry("a", title="Tra\u202ein \x1b[31mred"), entry("b")])
        store_all(archive)
    return tmp_path


def run(folder: Path, *arguments: str, keys: str | None = None) -> Result:
    """Run the command line on the folder's archive."""
    options = ("--config", str(folder), "--output", str(folder / "output"))
    return CliRunner().invoke(monitor, [*options, *arguments], input=keys)


def exported(folder: Path) -> list[tuple[str, str, str]]:
    """Return article, topic and verdict of every line of an export."""
    lines = map(json.loads, run(folder, "verdicts", "export", "-").output.splitlines())
    return [(line["url"][-1], line["topic"], line["verdict"]) for line in lines]


def review(folder: Path, keys: str, *options: str) -> Result:
    """Review everything in the archive with these keys."""
    return run(folder, "review", "--since", "2025-12-01", *options, keys=keys)


@pytest.mark.parametrize("reference", ["1", URL, "HTTPS://news.example/a#top"])
def test_a_verdict_by_number_or_address(folder: Path, reference: str) -> None:
    """It is stored, also while a daemon holds the archive, and a second one says what it replaces."""
    with open_archive("sqlite:///archive.db", folder / "output") as archive, archive.lock():
        done = run(folder, "verdict", reference, "rail", "yes")
    assert (done.exit_code, "rail: yes: 1  Tra" in done.output) == (0, True)
    assert "\x1b" not in done.output
    assert "rail: no (was yes)" in run(folder, "verdict", reference, "rail", "no").output
    assert exported(folder) == [("a", "rail", "no")]
    assert "judged no for rail on 20" in run(folder, "article", "1").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1", "rial", "yes"), "there is no topic rial; did you mean rail?"),
        (("9", "rail", "yes"), "there is no article 9; `monitor search` shows the IDs of articles"),
        (("https://news.example/none", "rail", "yes"), "there is no article https://news.example/none"),
        (("1", "rail", "maybe"), "'maybe' is not one of 'yes', 'no', 'unsure'"),
    ],
)
def test_a_wrong_verdict_is_one_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    """An unknown article, topic or answer is a mistake of usage, and nothing is stored."""
    done = run(folder, "verdict", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert exported(folder) == []


@pytest.mark.parametrize(
    "keys",
    [
        "y\nn\nu\nq\n",
        "ynu",
        "yes\nno\nunsure\nquit\n",
        "y\nn\ny\nundo\nu\nq\n",
        "y n n zu q",
        "y\nn\nx\nu\n",
        "z\nyzy\nn\nu",
    ],
)
def test_a_review_through_a_pipe(folder: Path, keys: str) -> None:
    """Keys, several in a line, and words give the same verdicts; undo takes the last one back."""
    done = review(folder, keys)
    assert done.exit_code == 0, done.output
    assert exported(folder) == [("b", "rail", "yes"), ("b", "rice", "no"), ("a", "rail", "unsure")]
    assert "3 verdicts: 1 yes, 1 no, 1 unsure" in done.output
    assert "match: railway 10 x 1.5 (title) = 15 >= 10" in done.output
    assert "missed: score 6 of 10" in done.output
    assert "\x1b" not in done.output
    rest = review(folder, "")
    assert rest.output.count("missed: score") == 1
    assert "Title b" not in rest.output


def test_a_review_of_one_topic_and_its_end(folder: Path) -> None:
    """Only that topic is offered; skipping stores nothing; with no article left, the command says so."""
    done = review(folder, "snyyyy", "--topic", "rice")
    assert done.output.count("missed: ") == 2
    assert exported(folder) == [("a", "rice", "no")]
    assert review(folder, "y", "--topic", "rice").output.count("missed: ") == 1
    assert review(folder, "", "--topic", "rice").output == "no article waits for a verdict\n"
    assert review(folder, "", "--topic", "rise").exit_code == 2


def test_a_review_on_a_terminal(folder: Path) -> None:
    """Single keys work without Enter; another key shows the keys, and q ends the review."""
    main, child = pty.openpty()
    command = [sys.executable, "-m", "monitor", "--config", str(folder), "--output", str(folder / "output")]
    with subprocess.Popen(
        [*command, "review", "--since", "2025-12-01"], stdin=child, stdout=child, stderr=child
    ) as process:
        os.close(child)
        for key, reply in (
            (b"y", b"  yes"),
            (b"x", b"keys: y yes"),
            (b"n", b"  no"),
            (b"z", b"  undone"),
            (b"u", b"  unsure"),
            (b"q", b"2 verdicts: 1 yes, 1 unsure"),
        ):
            _press(main, key, reply)
        assert process.wait(timeout=30) == 0
    os.close(main)
    assert exported(folder) == [("b", "rail", "yes"), ("b", "rice", "unsure")]


def _press(terminal: int, key: bytes, reply: bytes) -> None:
    """Press a key when the program waits for one, and wait for its reply."""
    while termios.tcgetattr(terminal)[3] & termios.ICANON:
        if select.select([terminal], [], [], 0.02)[0]:
            os.read(terminal, 4096)
    os.write(terminal, key)
    shown = b""
    while reply not in shown:
        shown += os.read(terminal, 4096)


def test_a_file_of_verdicts(folder: Path) -> None:
    """An export can be imported, twice without effect; unknown articles and topics are kept and said."""
    review(folder, "ynuy")
    target = folder / "verdicts.jsonl"
    assert run(folder, "verdicts", "export", str(target)).output == f"4 verdicts in {target}\n"
    again = run(folder, "verdicts", "import", str(target))
    assert again.output == "0 new, 0 replaced, 4 unchanged\n"
    line = {"url": "HTTP://news.example/new#x", "topic": "dams", "verdict": "yes", "title": "a\u2028b"}
    target.write_text(json.dumps(line, ensure_ascii=False) + "\n\n", encoding="utf-8")
    done = run(folder, "verdicts", "import", str(target))
    assert "1 new, 0 replaced, 0 unchanged" in done.output
    assert "articles that are not in this archive: 1" in done.output
    assert "topics that the config does not have: dams" in done.stderr
    assert len(run(folder, "verdicts", "export", "-").output.split("\n")) == 6
    only = json.loads(run(folder, "verdicts", "export", "-", "--topic", "dams").output)
    assert (only["url"], only["title"]) == ("http://news.example/new", "a\u2028b")
    assert (
        "there are verdicts on dams, rail, rice"
        in run(folder, "verdicts", "export", "-", "--topic", "x").stderr
    )


@pytest.mark.fault(328)
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 is not a verdict"),
        ("[]", "line 2 is not a verdict: it is not a JSON object"),
        ('{"topic": "rail", "verdict": "yes"}', 'an article without a URL needs "feed" and "key"'),
        ('{"url": "ftp://x", "topic": "rail", "verdict": "yes"}', '"url" is not a web address'),
        ('{"url": "https://x.example/", "topic": "rail", "verdict": "yep"}', "one of yes, no, unsure"),
        ('{"url": "https://x.example/", "topic": 3, "verdict": "yes"}', '"topic" must be text'),
        ('{"url": "https://x.example/", "topic": "r", "verdict": "no", "judged": "soon"}', "isoformat"),
        ("[" * 100_000, "line 2 is not a verdict"),
    ],
)
def test_a_bad_line_imports_nothing(folder: Path, line: str, message: str) -> None:
    """The message names the line and what is wrong, and the good lines are not stored either."""
    good = json.dumps({"url": URL, "topic": "rail", "verdict": "yes"})
    done = run(folder, "verdicts", "import", "-", keys=f"{good}\n{line}\n{good}\n")
    assert done.exit_code == 2
    assert message in done.stderr
    assert exported(folder) == []


def test_files_that_cannot_be_used(folder: Path) -> None:
    """A missing file, binary content and a missing folder are one line each."""
    missing = run(folder, "verdicts", "import", str(folder / "none.jsonl"))
    assert (missing.exit_code, "No such file" in missing.stderr) == (2, True)
    (folder / "binary").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in run(folder, "verdicts", "import", str(folder / "binary")).stderr
    assert run(folder, "verdicts", "export", str(folder / "none" / "x")).exit_code == 1


def test_the_missed_list(folder: Path) -> None:
    """It names what lacks, leaves out judged articles, and gives one JSON document."""
    empty = run(folder, "missed", "--since", "2025-12-01")
    assert (empty.exit_code, "none of the 2 articles examined" in empty.stderr) == (0, True)
    (folder / "topics.toml").write_text(
        '[topics.trains]\ntitle = "Trains"\nkeywords.en = [{ term = "title", weight = 4 }]\n',
        encoding="utf-8",
    )
    shown = run(folder, "missed", "--since", "2025-12-01")
    assert "Trains (trains)  2" in shown.output
    assert "why not: score 7.5 of 10" in shown.output
    found = json.loads(run(folder, "missed", "--since", "2025-12-01", "--json").output)
    assert (found["examined"], found["lost"]) == (2, 0)
    (one,) = found["articles"]
    assert (one["id"], one["topic"], one["lacking"]) == (2, "trains", ["score 7.5 of 10"])
    assert run(folder, "verdict", "2", "trains", "no").exit_code == 0
    assert json.loads(run(folder, "missed", "--since", "2025-12-01", "--json").output)["articles"] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--topic", "rial"), "there is no topic rial; did you mean rail?"),
        (("--since", "soon"), "'soon' is not a time"),
        (("--limit", "0"), "0 is not in the range"),
    ],
)
def test_a_wrong_option_of_missed(folder: Path, options: tuple[str, ...], message: str) -> None:
    """A mistake is exit code 2 and says what is wrong."""
    done = run(folder, "missed", *options)
    assert (done.exit_code, message in done.stderr) == (2, True)


def test_the_report(folder: Path) -> None:
    """It gives no number without verdicts, and a sample, judged here, makes the numbers possible."""
    before = run(folder, "report", "--since", "2025-12-01")
    assert before.exit_code == 0, before.output
    assert before.output.count("no number: ") == 4
    assert "`monitor review --sample --topic rail` asks for the others" in before.output
    assert "Vientiane Example Times" in before.output
    done = review(folder, "nnnn", "--sample")
    assert "4 verdicts: 4 no" in done.output
    assert "sample: random sample" in done.output
    assert review(folder, "", "--sample").output == "no article waits for a verdict\n"
    found = json.loads(run(folder, "report", "--since", "2025-12-01", "--json", "--topic", "rail").output)
    (rail,) = found["topics"]
    assert (rail["topic"], rail["precision"], rail["recall"]) == ("rail", None, None)
    page = folder / "report.html"
    assert run(folder, "report", "--since", "2025-12-01", "--html", str(page)).output == f"report in {page}\n"
    assert "Railways" in page.read_text(encoding="utf-8")
    assert run(folder, "report", "--html", str(folder / "none" / "x")).exit_code == 1
    assert run(folder, "report", "--topic", "rial").exit_code == 2
