"""`monitor demo` runs the whole pipeline: every topic has news, and there are no unexpected errors."""

import json
from pathlib import Path

from click.testing import CliRunner

from monitor.cli import monitor


def test_the_demo_shows_a_complete_day(tmp_path: Path) -> None:
    """Each topic has stories, one is an update, the broken feed is named, and there is no gap."""
    result = CliRunner().invoke(monitor, ["--output", str(tmp_path), "demo"], catch_exceptions=False)
    assert result.exit_code == 0
    digest = json.loads((tmp_path / "demo" / "latest.json").read_text(encoding="utf-8"))
    assert all(topic["stories"] for topic in digest["topics"])
    stories = [story for topic in digest["topics"] for story in topic["stories"]]
    assert {"new", "update"} <= {story["status"] for story in stories}
    assert any(len(story["outlets"]) >= 3 for story in stories)
    assert digest["counts"]["feeds_failing"] == 1
    assert digest["counts"]["unreadable"] == 1
    assert digest["health"]["gaps"] == []
    assert "## Luang Prabang airport" in result.output
    assert "latest.html" in result.output
