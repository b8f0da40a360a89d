"""Which URLs are allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.addresses import AddressRules
from monitor.fetch.targets import Target, check_url, resolve_location
from monitor.models import Failure, FailureKind, FetchSettings

RULES = AddressRules(FetchSettings())


def reason(url: str) -> str:
    """Return why a URL is refused, "" if it is not."""
    checked = check_url(url, RULES)
    return checked.reason if isinstance(checked, Failure) else ""


@pytest.mark.fault(16, 17, 23)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "../feeds-private/x.xml",
        "ftp://example.org/",
        "gopher://example.org/",
        "data:text/plain,x",
        "javascript:alert(1)",
        " http://example.org/",
        "\nhttp://example.org/",
        "http://example.org/ ",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\example.org/",
        "http://exa%00mple.org/",
        "http://%31%32%37.0.0.1/",
        "http://exam\tple.org/",
        "http://exam\nple.org/",
        "http://exam ple.org/",
        "http://example.org/a\x00b",
        "http://example.org/a\r\nHost: b",
        "http://[bad/",
        "http://[fe80::1%25eth0]/",
        "http:///path",
        "http://./",
        "http://a..b/",
        "http://" + "a" * 64 + ".org/",
        "http://example.org:port/",
        "http://example.org:65536/",
        "http://example.org:-1/",
        "http://example.org:٣/",
        "http://\ud800.org/",
    ],
)
def test_bad_urls(url: str) -> None:
    """Invalid URLs and other schemes are refused before a request is sent."""
    checked = check_url(url, RULES)
    assert isinstance(checked, Failure)
    assert (checked.reason, checked.kind) == ("bad_url", FailureKind.HARD)
    assert "secret" not in checked.detail


@pytest.mark.fault(7)
@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "0",
        "2130706433",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.01",
        "1.2.3.4.5",
    ],
)
def test_numbers_are_no_hosts(host: str) -> None:
    """An IPv4 address is four plain decimal numbers; other spellings of it are refused."""
    assert reason(f"http://{host}/") == "bad_url"
    assert reason(f"http://{host}./") == "bad_url"


@pytest.mark.fault(1, 4, 5, 8)
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "10.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127.0.0．1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_private_literals(host: str) -> None:
    """A private address is refused in all spellings that browsers accept."""
    assert reason(f"http://{host}/") == "blocked_address"


@pytest.mark.fault(18)
@pytest.mark.parametrize("port", [0, 22, 25, 6379, 40000])
def test_closed_ports(port: int) -> None:
    """Other ports than 80 and 443 are refused."""
    assert reason(f"http://example.org:{port}/") == "blocked_address"


@pytest.mark.fault(52)
def test_long_urls() -> None:
    """URLs are at most 2048 characters long."""
    assert reason("http://example.org/" + "a" * (2048 - 19)) == ""
    assert reason("http://example.org/" + "a" * (2049 - 19)) == "bad_url"
    assert reason("http://example.org/" + "a" * 500_000) == "bad_url"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://example.org/a%2Fb%41?x=%20+&y=[1]", "http://example.org/a%2Fb%41?x=%20+&y=[1]"),
        (
            "http://example.org/라오스?q=ລາວ",
            "http://example.org/%EB%9D%BC%EC%98%A4%EC%8A%A4?q=%E0%BA%A5%E0%BA%B2%E0%BA%A7",
        ),
        ("http://example.org/a b<c>", "http://example.org/a%20b%3Cc%3E"),
        ("http://한국.kr/", "http://xn--3e0b707e.kr/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://under_score.example.org/", "http://under_score.example.org/"),
    ],
)
def test_good_urls_are_sent_as_written(url: str, sent: str) -> None:
    """Existing percent-encoding stays; other characters are encoded once."""
    checked = check_url(url, RULES)
    assert isinstance(checked, Target)
    assert str(checked) == sent


def test_join_keeps_to_the_standard() -> None:
    """A Location may be relative, and may contain invalid UTF-8."""
    target = check_url("https://example.org/a/b?c", RULES)
    assert isinstance(target, Target)
    assert resolve_location(target, "../d") == "https://example.org/d"
    assert resolve_location(target, "//other.org/x") == "https://other.org/x"
    moved = check_url(resolve_location(target, "/\udcb6\udcf3"), RULES)
    assert str(moved) == "https://example.org/%B6%F3"


@pytest.mark.fault(16, 17, 52)
@given(st.text(max_size=60).map(lambda text: "http://" + text) | st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    """The check never raises, and allowed URLs are ASCII without user name."""
    checked = check_url(text, RULES)
    if isinstance(checked, Target):
        assert str(checked).isascii()
        assert "@" not in checked.url.raw_authority
    else:
        assert checked.detail.isprintable()
