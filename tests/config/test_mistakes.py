"""Usual mistakes of newcomers are answered with the place and the right spelling."""

import re

import pytest

from monitor.config.syntax_advice import section_conflict, syntax_advice
from monitor.models.time_slips import clock_slip, duration_slip
from tests.config.conftest import FEEDS, ConfigFolder
from tests.config.test_advice import CONTACT, check, echo

FEED = '[[feed]]\nname = "Courier"\nurl = "{}"\n'


def refused(folder: ConfigFolder, **files: str) -> str:
    """Return what is said of a config with mistakes."""
    code, output = check(folder.write(**files))
    assert code == 2, output
    return output


@pytest.mark.fault(372)
@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "monitor",
            'fetch.contact = "mailto:a@b.org"\n[fetch]\ndelay = 0\n',
            r"toml:2: fetch: is written in two forms, first in line 1 as fetch\.contact = \.\.\.; write all",
        ),
        (
            "monitor",
            'schedule.digest = "7:00"\n\n[schedule]\nevery = "1h"\n',
            "toml:3: schedule: .*in line 1",
        ),
        (
            "monitor",
            "fetch = { delay = 0 }\n[fetch]\nper_host = 2\n",
            "toml:2: fetch: is given twice, first in line 1",
        ),
        (
            "topics",
            '[topics.dams]\nkeywords.en = ["dam"]\n[topics.dams.keywords]\nko = ["댐"]\n',
            r"toml:3: topics\.dams\.keywords: .*in line 2 as keywords\.en",
        ),
        (
            "topics",
            'groups.laos = ["Laos"]\n[groups]\nkorea = ["Korea"]\n',
            r"toml:2: groups: .*groups\.laos",
        ),
    ],
)
def test_a_section_in_two_forms_is_explained(folder: ConfigFolder, file: str, text: str, said: str) -> None:
    """A dotted key and a section of one name, as after `monitor init --blank`: both lines are named."""
    assert re.search(said, refused(folder, **{file: text}))


@pytest.mark.fault(372)
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('keywords = ["dam"，"weir"]', 'full width; write ","'),
        ('keywords = ["dam"、"weir"]', 'separates nothing here; write ","'),
        ('keywords＝["dam"]', 'full width; write "="'),
        ('keywords = ［"dam"]', 'full width; write "["'),
        ('keywords\u00a0= ["dam"]', "U+00A0, which looks like a space"),
        ('\u200bkeywords = ["dam"]', "U+200B, which looks like"),
        ('keywords　= ["dam"]', "U+3000, which looks like a space"),
        ('keywords = [{ term = "dam",', "a table in { } must be on one line"),
        (r'title = "C:\Users"', "write the backslash twice"),
        (r'title = "C:\data"', "write the backslash twice"),
    ],
)
def test_signs_that_look_right_are_named(folder: ConfigFolder, line: str, said: str) -> None:
    """Signs in full width, spaces that are none, backslashes and tables over two lines are named."""
    output = refused(folder, topics=f"[topics.dams]\n{line}\nthreshold = 9 }}]\n")
    assert "topics.toml:2:" in output
    assert said in output


def test_other_lines_keep_the_general_advice() -> None:
    """Without a known sign of the mistake, the message of the parser decides."""
    assert section_conflict("a = 1\n", 1, "Invalid value") is None
    assert "quotes" in syntax_advice("a = b\n", 1, "Invalid value")
    assert "toml.io" in syntax_advice("", 1, "Something new")


@pytest.mark.fault(373)
@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("topics", '[topics.dams]\nkeywords = "dam"\n', "keywords: is text where a list is needed"),
        (
            "topics",
            '[groups]\nlaos = "Laos"\n[topics.dams]\nkeywords = ["dam"]\n',
            "groups.laos: is text where a list",
        ),
        ("topics", '[[topics]]\nkeywords = ["dam"]\n', "in double brackets; write [topics.my-topic]"),
        ("topics", '[topics]\nkeywords = ["dam"]\n', "belongs to no topic; write [topics.my-topic]"),
        (
            "topics",
            '[groups]\nlaos = { en = ["Laos"] }\n[topics.dams]\nkeywords = ["dam"]\n',
            "is a language; a group is one list",
        ),
        (
            "topics",
            '[topics.dams]\nkeywords = ["dam"]\ngroups.laos = ["Laos"]\n',
            "in a section of its own: [groups]",
        ),
        ("feeds", '[[feed]]\nurl = ["https://a.example", "https://b.example"]\n', "take the brackets away"),
        ("monitor", 'timezone = "UTC+7"\n', "write the zone of a city"),
        ("monitor", 'timezone = "GMT+7"\n', "write the zone of a city"),
        ("monitor", 'timezone = "+09:00"\n', "write the zone of a city"),
        ("monitor", 'timezone = "Vientiane, Laos"\n', 'did you mean "Asia/Vientiane"'),
        ("monitor", '[archive]\nkeep_text = "never"\n', 'did you mean "forever"'),
        ("monitor", '[schedule]\nevery = "30 minutes"\n', 'did you mean "30m"'),
        ("monitor", '[schedule]\ndigest = "7pm"\n', 'did you mean "19:00"'),
        ("feeds", FEEDS.replace('"ko"', '"KR"'), 'did you mean "ko"'),
        (
            "feeds",
            FEED.format("https://https://courier.example/f"),
            'twice; write "https://courier.example/f"',
        ),
        (
            "feeds",
            FEED.format("http://https://courier.example/f"),
            'twice; write "https://courier.example/f"',
        ),
        ("feeds", FEED.format("htps://courier.example/f"), 'write "https://courier.example/f"'),
        ("feeds", FEED.format("https:/courier.example/f"), 'write "https://courier.example/f"'),
        ("feeds", FEED.format("https//courier.example/f"), 'write "https://courier.example/f"'),
    ],
)
def test_the_right_spelling_is_shown(folder: ConfigFolder, file: str, text: str, said: str) -> None:
    """One message names the place and what was meant."""
    output = refused(folder, **{file: text})
    assert said in output
    assert "names no" not in output


@pytest.mark.fault(373)
@pytest.mark.parametrize("section", ["feeds", "source"])
def test_one_wrong_name_is_one_problem(folder: ConfigFolder, section: str) -> None:
    """A misspelt [[feed]] is not also reported as missing."""
    output = refused(folder, feeds=f'[[{section}]]\nurl = "https://a.example/"\n')
    assert "1 problem" in output


@pytest.mark.fault(374)
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://localhost:1200/x", 'allow_private = ["127.0.0.1/32"]'),
        ("http://192.168.1.10/feed", 'allow_private = ["192.168.1.10/32"]'),
        ("http://[fd00::5]/f", 'allow_private = ["fd00::5/128"]'),
        ("https://courier.example:1200/f", "allow_ports = [8080, 8443, 1200]"),
        ("https://courier.example/f?a=1&amp;b=2", "write https://courier.example/f?a=1&b=2"),
        ("https://www.reddit.com/r/laos/", "write https://www.reddit.com/r/laos/.rss"),
    ],
)
def test_a_feed_that_is_never_fetched_brings_advice(folder: ConfigFolder, url: str, said: str) -> None:
    """Private addresses, closed ports, HTML in a URL and pages of Reddit are named with what to write."""
    output = echo(folder, feeds=FEED.format(url))
    assert said in output


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example:8443/f",
        "https://reddit.com/r/laos/.rss",
        "http://localhost:1200/x",
        "https://1.1.1.1/f",
    ],
)
def test_a_feed_that_is_fetched_brings_none(folder: ConfigFolder, url: str) -> None:
    """Open ports, allowed networks and feeds of Reddit are left alone."""
    allowed = CONTACT + 'allow_private = ["127.0.0.0/8"]\n'
    assert "feeds.toml" not in echo(folder, feeds=FEED.format(url), monitor=allowed)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7am", "07:00"), ("12am", "00:00"), ("12:30 PM", "12:30"), ("7.30", "07:30"),
        ("0730", "07:30"),
        ("07:00:00", "07:00"), ("19h30", "19:30"), ("24:00", "00:00"), ("7 Uhr", "07:00"),
        ("07:00 KST", "07:00"), ("25:00", ""), ("0 7 * * *", ""), ("morning", ""), ("07:77", ""), ("", ""),
    ],
)  # fmt: skip
def test_times_of_day(text: str, meant: str) -> None:
    """Usual other forms of a time are recognised; nothing else is."""
    assert clock_slip(text) == (f'did you mean "{meant}"?' if meant else "")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30 minutes", "30m"), ("1.5h", "90m"), ("0.5 d", "12h"), ("6 months", "180d"), ("1y", "365d"),
        ("90 sec", "90s"), ("2 hrs", "2h"), ("2 weeks", "14d"), ("1 fortnight", ""), ("30", ""),
        ("0.001 h", ""), ("daily", ""),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, meant: str) -> None:
    """Usual other forms of a duration are recognised; nothing else is."""
    assert duration_slip(text) == (f'did you mean "{meant}"?' if meant else "")


@pytest.mark.fault(375)
@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            '[deliver]\nurls = ["env:DESK_MAIL_URL"]\n',
            "monitor.toml:5: deliver.urls[1]: the variable DESK_MAIL_URL",
        ),
        ('[web]\ntoken = "env:DESK_PAGE_TOKEN"\n', "monitor.toml:5: web.token: the variable DESK_PAGE_TOKEN"),
        (
            '[translate]\nurl = "http://localhost:5000"\nkey = "env:DESK_KEY"\n',
            "monitor.toml:6: translate.key: the variable DESK_KEY",
        ),
    ],
)
def test_a_variable_that_is_not_set_brings_advice(
    folder: ConfigFolder, monkeypatch: pytest.MonkeyPatch, section: str, said: str
) -> None:
    """A target, token or key in the environment is named if it is missing, and not if it is there."""
    name = said.rpartition(" ")[2]
    monkeypatch.delenv(name, raising=False)
    assert f"{said} is not set here" in echo(folder, monitor=CONTACT + section)
    monkeypatch.setenv(name, "mailto://localhost?to=desk@outlet.org")
    assert name not in echo(folder, monitor=CONTACT + section)
