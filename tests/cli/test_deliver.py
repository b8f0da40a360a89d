"""`monitor deliver` lists targets, tests them, and shows each result without secrets."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import monitor
from tests.publish.sinks import mail_sink, web_sink

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
DENIED = b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def run(folder: Path, urls: list[str], *arguments: str) -> Result:
    """Run the command with these targets."""
    named = ", ".join(f'"{url}"' for url in urls)
    (folder / "monitor.toml").write_text(f"[deliver]\nurls = [{named}]\n", encoding="utf-8")
    feed = '[[feed]]\nurl = "https://a.example/rss"\nname = "A"\nlanguage = "en"\ncountry = "LA"\n'
    (folder / "feeds.toml").write_text(feed, encoding="utf-8")
    topic = '[topics.a]\ntitle = "A"\nkeywords = ["laos"]\n'
    (folder / "topics.toml").write_text(topic, encoding="utf-8")
    words = ["--config", str(folder), "--output", str(folder / "out"), "deliver", *arguments]
    return CliRunner().invoke(monitor, words)


@pytest.mark.fault(282)
def test_a_test_reports_each_target(tmp_path: Path) -> None:
    """Accepting and refusing targets are reported, without their secrets."""
    with mail_sink() as (mail, mails), web_sink(DENIED) as (hook, _):
        urls = [
            f"mailto://u:geheim@127.0.0.1:{mail}?to=a@example.org&from=b@example.org&mode=insecure",
            f"json://127.0.0.1:{hook}/geheim",
        ]
        done = run(tmp_path, urls, "--test")
        alone = run(tmp_path, urls, "--test", "mailto")
    assert (done.exit_code, alone.exit_code) == (1, 0)
    assert "accepted" in done.output
    assert ": auth" in done.output
    assert "geheim" not in done.output
    assert len(mails) == 2
    assert b"Test of summit-monitor" in mails[0]


@pytest.mark.parametrize(
    ("urls", "arguments", "said", "code"),
    [
        ([], ("--test",), "no delivery target is set", 2),
        (["json://127.0.0.1/x"], ("--test", "slack"), "there is no target", 2),
        (["json://127.0.0.1/x", "env:HOOK"], (), "env:HOOK", 0),
        (["env:NO_SUCH_VARIABLE"], ("--test",), "no_secret", 1),
    ],
)
def test_lists_mistakes_and_missing_variables(
    tmp_path: Path, urls: list[str], arguments: tuple[str, ...], said: str, code: int
) -> None:
    """The command lists targets, and reports mistakes and variables without a value."""
    done = run(tmp_path, urls, *arguments)
    assert done.exit_code == code
    assert said in done.output
