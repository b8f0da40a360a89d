"""`monitor suggest` prints words with their place and effect, and refuses an unknown topic."""

import json

import pytest
from click.testing import CliRunner, Result

from monitor.archive import open_archive
from monitor.cli import monitor
from monitor.clock import utc_now
from monitor.models import Answer
from tests.cli.test_try import folder
from tests.config.conftest import ConfigFolder

__all__ = ["folder"]


def run(folder: ConfigFolder, *arguments: str) -> Result:
    """Run `monitor suggest` on a config folder."""
    output = str(folder.path.parent / "output")
    options = ["--config", str(folder.path), "--output", output, "suggest"]
    return CliRunner().invoke(monitor, [*options, *arguments], catch_exceptions=False)


def judge(folder: ConfigFolder) -> None:
    """Judge that an article belongs to a topic that it does not match."""
    with open_archive("sqlite:///archive.db", folder.path.parent / "output") as archive:
        archive.verdicts.record(2, "extradition", Answer.YES, utc_now(), "config")


def test_words_are_shown_with_line_place_and_both_figures(folder: ConfigFolder) -> None:
    """A missed article gives words; the output says that they find nothing in other events."""
    judge(folder)
    done = run(folder, "extradition")
    assert done.exit_code == 0
    assert "extradition: 3 articles examined, 1 of them judged" in done.stdout
    assert "in keywords (en)" in done.stdout
    assert "gains 1 article: 1 judged yes, 0 judged no, 0 not judged" in done.stdout
    assert "in other events than those it comes from: gains 0 judged yes, 0 judged no" in done.stdout
    assert "1 judged yes do not match; the words find 1 of them." in done.stdout
    assert "Chosen without the event of each article, the words find 0." in done.stdout


def test_json_has_one_object_a_word(folder: ConfigFolder) -> None:
    """Scripts find the term, the line for topics.toml, the place, the gains and the articles."""
    judge(folder)
    document = json.loads(run(folder, "extradition", "--json", "--limit", "1").stdout)
    assert (document["topic"], document["missed"], document["found"]) == ("extradition", 1, 1)
    (word,) = document["words"]
    assert word["place"] == "keyword"
    assert word["line"] == json.dumps(word["term"])
    assert word["gains"] == {"total": 1, "yes": 1, "no": 0, "unjudged": 0}
    assert word["elsewhere"] == {"yes": 0, "no": 0}
    assert [one["id"] for one in word["articles"]] == [2]


def test_without_anything_missed_it_says_what_to_do(folder: ConfigFolder) -> None:
    """Without words there is advice on stderr."""
    done = run(folder, "minerals")
    assert done.exit_code == 0
    assert "no words to suggest; judge missed articles" in done.stderr


def test_articles_that_no_single_word_can_match_bring_other_advice(folder: ConfigFolder) -> None:
    """If no single word makes a judged article match, the advice is to look at what it lacks."""
    with open_archive("sqlite:///archive.db", folder.path.parent / "output") as archive:
        archive.verdicts.record(3, "extradition", Answer.YES, utc_now(), "config")
    done = run(folder, "extradition")
    assert "1 judged yes do not match; the words find 0 of them." in done.stdout
    assert "no single word makes one of the articles match that you judged yes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extraditon",), "did you mean extradition?"),
        (("extradition", "--since", "soon"), "'soon' is not a time"),
        (("extradition", "--limit", "0"), "0 is not in the range"),
    ],
)
def test_mistakes_are_refused(folder: ConfigFolder, arguments: tuple[str, ...], message: str) -> None:
    """An unknown topic, a bad time and an impossible limit are exit code 2."""
    done = run(folder, *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
