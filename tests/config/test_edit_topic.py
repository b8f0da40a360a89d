"""One topic of topics.toml is edited as text; everything else in the file stays."""

import shutil

import pytest

from monitor.config import read_topics, shipped_folder
from monitor.config.edit_topic import TopicChanged, config_with_topic, read_topic_text, save_topic
from monitor.errors import ConfigError

TOPIC = "extradition"


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the shipped config."""
    return shutil.copytree(shipped_folder(), tmp_path / "config")


def test_the_text_of_a_topic_is_all_of_its_lines(folder):
    """The text has the topic's table and subtables, and no comment before it or of the next topic."""
    found = read_topic_text(folder, TOPIC)
    lines = (folder / "topics.toml").read_text(encoding="utf-8").split("\n")
    assert lines[found.line - 1] == found.text.split("\n")[0] == f"[topics.{TOPIC}]"
    assert f"[topics.{TOPIC}.keywords]" in found.text
    assert "[topics.luang-prabang-airport" not in found.text
    assert found.text.rstrip().endswith("]")


@pytest.mark.no_cover
def test_every_shipped_topic_can_be_saved_unchanged(folder):
    """Saving the unchanged text of each topic leaves the file byte for byte as it was."""
    before = (folder / "topics.toml").read_bytes()
    for topic in read_topics(folder).topics:
        text = read_topic_text(folder, topic.id).text
        save_topic(folder, topic.id, text, text)
        assert (folder / "topics.toml").read_bytes() == before


def test_a_saved_edit_keeps_all_other_lines(folder):
    """An edit changes its own lines only; the other lines and comments stay as they were."""
    text = read_topic_text(folder, TOPIC).text
    before = (folder / "topics.toml").read_text(encoding="utf-8")
    edited = text.replace("near    = 40", "near    = 30  # closer")
    config = save_topic(folder, TOPIC, edited.replace("\n", "\r\n"), text)
    assert config.topics.topics[0].near == 30
    after = (folder / "topics.toml").read_text(encoding="utf-8")
    assert after == before.replace("near    = 40", "near    = 30  # closer", 1)


def test_an_edit_made_elsewhere_is_not_overwritten(folder):
    """If the topic changed since it was read, nothing is written, and the present text is returned."""
    text = read_topic_text(folder, TOPIC).text
    theirs = text.replace("near    = 40", "near    = 50")
    save_topic(folder, TOPIC, theirs, text)
    with pytest.raises(TopicChanged) as refused:
        save_topic(folder, TOPIC, text.replace("near    = 40", "near    = 30"), text)
    assert refused.value.text == theirs == read_topic_text(folder, TOPIC).text
    other = read_topic_text(folder, "online-scams").text
    save_topic(folder, "online-scams", other.replace('title   = "', 'title   = "All '), other)


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (("near ", "nier "), 4, 'did you mean "near"?'),
        (("40", "many"), 4, "text goes in"),
        (("[topics.extradition]", "[topics.other]"), None, "only change the topic"),
        (("near    = 40", "near = 40\n[topics.more]\ntitle = 'x'"), None, "only change the topic"),
        (("near    = 40", "near = 40\n[groups.x]\nwords = ['x']"), None, "only change the topic"),
        (('"laos-or-korea"', '"nobody"'), 3, "nobody"),
    ],
)
def test_problems_name_the_line_in_the_edited_text(folder, change, line, told):
    """A problem has its line in the topic's text; a text that changes more than the topic is refused."""
    before = (folder / "topics.toml").read_bytes()
    text = read_topic_text(folder, TOPIC).text
    edited = text.replace(*change, 1)
    for attempt in (
        lambda: config_with_topic(folder, TOPIC, edited),
        lambda: save_topic(folder, TOPIC, edited, text),
    ):
        with pytest.raises(ConfigError) as refused:
            attempt()
        problem = refused.value.problems[0]
        assert (problem.line, told in problem.message) == (line, True), problem
    assert (folder / "topics.toml").read_bytes() == before


def test_a_topic_without_lines_of_its_own_is_not_edited(folder):
    """A topic written as an inline table, or one that is gone, is refused with what to do."""
    (folder / "topics.toml").write_text('topics = { x = { title = "X", keywords = { en = ["x"] } } }\n')
    with pytest.raises(ConfigError, match="edit the file"):
        read_topic_text(folder, "x")
    with pytest.raises(ConfigError, match="no topic"):
        read_topic_text(folder, TOPIC)


def test_a_trial_writes_nothing(folder):
    """The config with an edited topic is returned, and the file is as before."""
    before = (folder / "topics.toml").read_bytes()
    text = read_topic_text(folder, TOPIC).text
    config = config_with_topic(folder, TOPIC, text.replace("near    = 40", "near = 7"))
    assert config.topics.topics[0].near == 7
    assert (folder / "topics.toml").read_bytes() == before
