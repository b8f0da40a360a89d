"""The `--update-golden` option: write what the tests expect anew, to be looked at before it is committed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; it takes effect with `pytest tests/digest --update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="write expected digests anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected files are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden", default=False))
