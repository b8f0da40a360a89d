"""The `--update-golden` option rewrites the expected files; review them before you commit."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; it takes effect with `pytest tests/digest --update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="write the expected digests again")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Return whether to write the expected files instead of comparing them."""
    return bool(request.config.getoption("--update-golden", default=False))
