"""Keywords are never regular expressions: each is taken literally, or refused with its line."""

from pathlib import Path

import pytest

from monitor.config import read_topics
from monitor.errors import ConfigError
from monitor.match import compile_topics, match_article


def topics_with(folder: Path, term: str) -> Path:
    """Write a topics file with one keyword."""
    text = f'[topics.x]\ntitle = "X"\n[topics.x.keywords]\nen = ["{term}"]\n'
    (folder / "topics.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.fault(146)
@pytest.mark.parametrize("term", ["(a+)+$", "(?<=x)y"])
def test_a_pattern_is_taken_word_for_word(tmp_path: Path, term: str) -> None:
    """A pattern that would make a backtracking engine hang is found literally, in linear time."""
    compiled = compile_topics(read_topics(topics_with(tmp_path, term)))
    assert match_article(compiled, "", "a" * 1_000_000).matches == ()
    assert len(match_article(compiled, "", f"It says {term} here.").matches) == 1


@pytest.mark.fault(145)
@pytest.mark.parametrize("term", ["(.*a){20}", "[", "a**"])
def test_what_could_only_be_a_pattern_is_refused(tmp_path: Path, term: str) -> None:
    """A keyword that no text can contain is a problem with its line."""
    with pytest.raises(ConfigError, match=r"topics\.toml:4: topics\.x\.keywords\.en\[1\]"):
        read_topics(topics_with(tmp_path, term))
