"""Whole digests, byte for byte: rebuilding gives what was published."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.digest import build_digest, render_html, render_json, render_markdown
from monitor.models import Digest, DigestInput
from tests.digest.inputs import busy_day, deaf_day, empty_day, lao_day, long_day

DATA = Path(__file__).parent / "data"
RENDERERS: dict[str, Callable[[Digest], str]] = {
    "html": render_html,
    "md": render_markdown,
    "json": render_json,
}


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize(
    "day", [busy_day, empty_day, deaf_day, lao_day, long_day], ids=lambda day: day.__name__
)
def test_a_digest_is_the_same_to_the_byte(
    day: Callable[[], DigestInput], form: str, *, update_golden: bool
) -> None:
    """The same input gives the reviewed bytes."""
    path = DATA / f"{day.__name__}.{form}"
    rendered = RENDERERS[form](build_digest(day())).encode("utf-8")
    if update_golden:
        path.write_bytes(rendered)
    assert rendered == path.read_bytes(), f"{path.name} differs; look at it, then run with --update-golden"
