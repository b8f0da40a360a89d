"""`monitor missed` asks the second opinion first, and says what it marks."""

import json

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.clock import utc_now
from monitor.config import read_config
from monitor.models import Matching
from tests.archive.making import entry, outcome, poll
from tests.config.conftest import ConfigFolder
from tests.pipeline.second_opinions import TOPIC, store_heads

TOPICS = f"""\
[groups]
laos = ["Laos"]
[topics.{TOPIC}]
title = "Scams"
require = ["laos"]
keywords.en = ["scam centre"]
[topics.dams]
title = "Dams"
require = ["laos"]
keywords.en = ["dam", {{ term = "signed", weight = 4 }}]
"""
TEXTS = {
    "Papers signed": "Laos and its neighbours signed the papers on Monday, and more is to follow next year.",
    "Call floor raided": "Police in Laos freed 60 people who were forced to run fake dating profiles and "
    "crypto investment fraud from a guarded compound.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ConfigFolder:
    """A config with an archive of two articles, and classifiers in the output folder."""
    folder = ConfigFolder(tmp_path_factory.mktemp("missed") / "config")
    folder.write(topics=TOPICS)
    now, output = utc_now(), folder.path.parent / "output"
    output.mkdir()
    with open_archive("sqlite:///archive.db", output) as archive:
        poll(archive, [entry(title, title=title) for title in TEXTS], now=now)
        results = [
            outcome(pending, Matching("other"), text=TEXTS[pending.entry.title])
            for pending in archive.articles.pending(now, 10)
        ]
        archive.articles.store_results(results, now)
        store_heads(read_config(folder.path), archive, output)
    return folder


def missed(folder: ConfigFolder, *options: str) -> Result:
    """Run the command."""
    base = ["--config", str(folder.path), "--output", str(folder.path.parent / "output")]
    return CliRunner().invoke(monitor, [*base, "missed", *options])


def test_what_the_second_opinion_marks_comes_first_and_is_said(folder: ConfigFolder) -> None:
    """The text has the score in words, JSON has both keys, and stderr names topics without a classifier."""
    shown = missed(folder)
    assert shown.exit_code == 0, shown.output
    first = shown.stdout.split("\n\n")[0]
    assert "Call floor raided" in first
    assert "the second opinion says it belongs: 0." in first
    assert shown.stdout.count("the second opinion says") == 1
    assert "no second opinion, for want of labelled texts, on: dams" in shown.stderr
    document = json.loads(missed(folder, "--json").stdout)
    assert document["articles"][0]["belongs"] is True
    assert 0.5 <= document["articles"][0]["score"] <= 1
    assert ["dams" in remark for remark in document["remarks"]] == [True]
    of_dams = json.loads(missed(folder, "--topic", "dams", "--json").stdout)["articles"]
    assert (of_dams[0]["title"], of_dams[0]["score"], of_dams[0]["belongs"]) == ("Papers signed", None, False)


def test_a_review_begins_with_what_is_marked(folder: ConfigFolder) -> None:
    """The marked article comes before newer near misses, and is not offered again once it is judged."""
    missed(folder)  # makes the scores
    base = ["--config", str(folder.path), "--output", str(folder.path.parent / "output")]
    shown = CliRunner().invoke(monitor, [*base, "review"], input="q").output
    assert "Call floor raided" in shown
    assert "missed: the second opinion says it belongs: 0." in shown
    CliRunner().invoke(monitor, [*base, "review"], input="nq")
    assert "Call floor raided" not in CliRunner().invoke(monitor, [*base, "review"], input="q").output


@pytest.mark.fault(377)
def test_an_encoder_that_is_not_installed_is_said(folder: ConfigFolder) -> None:
    """The list is shown in the order of the words, and stderr says what to install."""
    text = (folder.path / "monitor.toml").read_text(encoding="utf-8")
    folder.write(monitor=text + '[semantic]\nencoder = "fastembed"\n')
    try:
        shown = missed(folder)
    finally:
        folder.write(monitor=text)
    assert shown.exit_code == 0
    assert "the second opinion says" not in shown.stdout
    assert 'encoder = "fastembed" is not installed; run: pip install' in shown.stderr
