"""How a config says which topics alert, and how often."""

from datetime import timedelta

import pytest

from monitor.config import read_config
from monitor.errors import ConfigError
from tests.config.conftest import ConfigFolder


@pytest.mark.parametrize(("written", "read"), [("true", True), ("false", False), ('"spike"', "spike")])
def test_a_topic_alerts_never_on_news_or_on_a_spike(
    folder: ConfigFolder, written: str, *, read: bool | str
) -> None:
    """`alert` takes three values, and the topics that do not name it stay silent."""
    config = read_config(folder.replace("topics", "near = 60", f"near = 60\nalert = {written}"))
    assert [topic.alert for topic in config.topics.topics] == [read, False]


@pytest.mark.parametrize("written", ['"yes"', "1", "[]"])
def test_another_value_is_refused(folder: ConfigFolder, written: str) -> None:
    """Another value is refused with the valid ones."""
    with pytest.raises(ConfigError, match='must be true, false or "spike"'):
        read_config(folder.replace("topics", "near = 60", f"near = 60\nalert = {written}"))


def test_the_pause_is_a_duration(folder: ConfigFolder) -> None:
    """Two alerts of one topic are an hour apart unless the config says otherwise."""
    assert read_config(folder.path).deliver.alert_pause == timedelta(hours=1)
    config = read_config(
        folder.replace("monitor", "[schedule]", '[deliver]\nalert_pause = "6h"\n\n[schedule]')
    )
    assert config.deliver.alert_pause == timedelta(hours=6)
