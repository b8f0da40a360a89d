"""Mail folders in feeds.toml: what is accepted, and advice without user and password."""

import pytest

from monitor.config import read_config
from monitor.errors import ConfigError
from monitor.models.feed_urls import normal_feed_url
from monitor.models.mail_folders import MailFolder, mail_folder
from tests.config.conftest import ConfigFolder

LOGIN = 'kind = "mail"\nlogin = "env:DESK_MAIL"'


def feed(url: str, keys: str = LOGIN) -> str:
    """Return the table of a feed."""
    return f'[[feed]]\nurl = "{url}"\n{keys}\n'


def test_parts_of_an_address() -> None:
    """User and folder are decoded; port and folder have defaults."""
    assert mail_folder(
        "imaps://me%40example.org@mail.example.org/News/%EB%9D%BC%EC%98%A4%EC%8A%A4"
    ) == MailFolder("mail.example.org", 993, "me@example.org", "News/라오스", secure=True)
    assert mail_folder("imap://me@127.0.0.1:1143") == MailFolder(
        "127.0.0.1", 1143, "me", "INBOX", secure=False
    )


def test_mail_folders_are_feeds(folder: ConfigFolder) -> None:
    """Two accounts on one server are two feeds; the name is the host if the file names none."""
    folder.write(feeds=feed("imaps://a@mail.example.org/INBOX") + feed("imaps://b@mail.example.org/INBOX"))
    first, second = read_config(folder.path).feeds
    assert (first.kind, first.name) == ("mail", "mail.example.org")
    assert normal_feed_url(first.url) != normal_feed_url(second.url)
    assert normal_feed_url(first.url) == normal_feed_url("imaps://a@MAIL.example.org:993/INBOX")


@pytest.mark.parametrize(
    ("url", "keys", "advice"),
    [
        (
            "imaps://desk:geheim@mail.example.org/INBOX",
            LOGIN,
            "has a password in it; remove it, and name its",
        ),
        ("imaps://desk@example.org@mail.example.org/INBOX", LOGIN, "has two @"),
        ("imaps://mail.example.org/INBOX", LOGIN, "names no user"),
        ("imaps://desk@mail.example.org/INBOX?x=1", LOGIN, "has ? or # in it"),
        ("imaps://desk@mail.example.org:0/INBOX", LOGIN, "is not an address of a mail folder"),
        ("imaps://desk@mail.example.org/INBOX", 'kind = "mail"', "needs the password of the account"),
        ("imaps://desk@mail.example.org/INBOX", 'login = "env:A"', 'is a mail folder; write kind = "mail"'),
        ("https://mail.example.org/feed", LOGIN, "is for mail: write url ="),
        ("imaps://desk@mail.example.org/INBOX", LOGIN + '\nproxy = "env:P"', "is for sources on the web"),
        ("imaps://desk@mail.example.org/INBOX", LOGIN + "\nfull_text = true", "holds no whole articles"),
    ],
)
def test_wrong_mail_feeds(folder: ConfigFolder, url: str, keys: str, advice: str) -> None:
    """Each mistake is one problem that says what to write, and shows no password."""
    folder.write(feeds=feed(url, keys))
    with pytest.raises(ConfigError) as refused:
        read_config(folder.path)
    (problem,) = refused.value.problems
    assert advice in problem.message
    assert "geheim" not in str(refused.value)
