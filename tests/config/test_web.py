"""The config says who may read the local page, and no message shows its token."""

import pytest

from monitor.config import read_config
from monitor.errors import ConfigError
from tests.config.conftest import MONITOR, ConfigFolder

TOKEN = "0123456789abcdef"


@pytest.mark.fault(206)
@pytest.mark.parametrize("listen", ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080", "monitor.example.org:80"])
def test_an_address_that_others_reach_needs_a_token(folder: ConfigFolder, listen: str) -> None:
    """A public address is refused with its line and a remedy; with a token it is accepted."""
    told = f'{MONITOR}[web]\nlisten = "{listen}"\n'
    folder.write(monitor=told)
    with pytest.raises(ConfigError) as refused:
        read_config(folder.path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.path, problem.line) == ("monitor.toml", "web.listen", 6)
    assert 'set token = "env:NAME"' in problem.message
    folder.write(monitor=f'{told}token = "env:MONITOR_TOKEN"\n')
    assert read_config(folder.path).web.token == "env:MONITOR_TOKEN"


@pytest.mark.parametrize("listen", ["", "localhost:0", "127.0.0.1:8080", "127.1.2.3:8080", "[::1]:8080"])
def test_loopback_needs_no_token(folder: ConfigFolder, listen: str) -> None:
    """Loopback, and no page at all, are valid without a token."""
    folder.write(monitor=f'{MONITOR}[web]\nlisten = "{listen}"\n')
    assert read_config(folder.path).web.listen == listen


def test_host_names_are_lower_case(folder: ConfigFolder) -> None:
    """Host names become lower case; no text of the config has the token."""
    folder.write(monitor=f'{MONITOR}[web]\nhosts = ["Monitor.Example.org", "[fd00::1]"]\ntoken = "{TOKEN}"\n')
    config = read_config(folder.path)
    assert config.web.hosts == ("monitor.example.org", "[fd00::1]")
    assert config.web.token == TOKEN
    assert TOKEN not in repr(config)


@pytest.mark.fault(152)
@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('token = "S3cret"', "16 characters or more"),
        ('token = "S3cret with blanks in it"', "16 characters or more"),
        ('token = "S3cret-\u00e9-\u00e9-\u00e9-\u00e9-\u00e9"', "16 characters or more"),
        ('token = "env:S3cret-no-name"', 'write "env:NAME"'),
        ('token = ["S3cret-0123456789"]', "where text is needed"),
        ('hosts = "monitor.example.org"', "put it in brackets"),
        ('hosts = ["https://monitor.example.org"]', "is not a host name"),
        ('hosts = ["monitor.example.org:8080"]', "is not a host name"),
        ('hosts = [""]', "is blank"),
    ],
)
def test_an_invalid_token_is_refused_and_not_shown(folder: ConfigFolder, line: str, advice: str) -> None:
    """Invalid tokens and names are reported with their line and a remedy."""
    folder.write(monitor=f"{MONITOR}[web]\n{line}\n")
    with pytest.raises(ConfigError, match=r"monitor\.toml:6") as refused:
        read_config(folder.path)
    assert advice in str(refused.value)
    assert "S3cret" not in str(refused.value)
