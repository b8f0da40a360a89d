"""Messages about refused values never show a password."""

import pytest

from monitor.config import read_config
from monitor.errors import ConfigError
from tests.config.conftest import ConfigFolder

PASSWORD = "S3cretPassw0rd"


@pytest.mark.parametrize(
    "lines",
    [
        f'[archive]\nurl = "postgres://bob:{PASSWORD}@db/x"\n',
        f'[archive]\nurl = "mysql://bob:pass//{PASSWORD}@word@db/x"\n',
        f'[fetch]\nproxy = "socks5://bob:{PASSWORD}@proxy:1"\n',
        f'[fetch]\nproxy = "http://bob:{PASSWORD}@proxy:99999"\n',
        f'[deliver]\nurls = ["env:{PASSWORD}!"]\n',
        f'[deliver]\nurls = ["bob:{PASSWORD}@host"]\n',
    ],
)
def test_a_refusal_shows_no_password(folder: ConfigFolder, lines: str) -> None:
    """A wrong scheme, port or form is reported without user name and password."""
    folder.write(monitor='timezone = "Asia/Seoul"\n' + lines)
    with pytest.raises(ConfigError) as refused:
        read_config(folder.path)
    assert PASSWORD not in str(refused.value)
    assert PASSWORD not in "".join(map(str, refused.value.problems))
