"""Probable mistakes in the config are named with their line and the right spelling."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import monitor
from monitor.config import read_config
from monitor.config.last_good import save
from monitor.config.load import read_folder
from monitor.errors import ConfigError
from tests.config.conftest import ConfigFolder

CONTACT = 'timezone = "UTC"\n[fetch]\ncontact = "mailto:desk@outlet.org"\n'


def check(folder: Path) -> tuple[int, str]:
    """Run `monitor check` and return its exit code and all that it said."""
    options = ["--config", str(folder), "--output", str(folder / "output"), "check"]
    done = CliRunner().invoke(monitor, options)
    return done.exit_code, done.output


def echo(folder: ConfigFolder, **files: str) -> str:
    """Return the advice that a valid config brings."""
    code, output = check(folder.write(**{"monitor": CONTACT, **files}))
    assert code == 0, output
    return output


@pytest.mark.fault(300)
@pytest.mark.parametrize(
    ("keyword", "line"),
    [
        ("dam OR hydropower", 'holds the word OR: .*"dam", "hydropower"'),
        ("dam AND Laos", "write it as query = 'dam AND Laos'"),
        ("dam, hydropower", 'has a comma inside: .*"dam", "hydropower"'),
        ("dam,", 'has a comma inside: .*"dam"'),
        ("dams?|weir", "looks like a pattern: no keyword is a regular expression"),
        (r"\\bdam\\b", "looks like a pattern"),
        ("[Dd]am|weir", "looks like a pattern"),
        (r"\"Lao PDR\"", 'has quotes inside its quotes: .*"Lao PDR"'),
        ("-beaver", r'begins with a minus: .*adds points.*exclude = \["beaver"\]'),
        ("!beaver", 'begins with "!"'),
        ("@laos", r'names a group: .*require = \["laos"\]'),
        ("intitle:dam", 'only "title:" is known'),
    ],
)
def test_a_keyword_that_is_probably_a_mistake_brings_advice(folder, keyword, line):
    """Operators, commas, patterns, quotes, signs and groups in a keyword are named with what to write."""
    said = echo(folder, topics=f'[topics.dams]\nkeywords = ["weir",\n "{keyword}"]\n')
    assert re.search(rf"topics\.toml:3: topics\.dams\.keywords\[2\]: .*{line}", said), said


@pytest.mark.parametrize(
    "keyword", ["Laos, Korea", "l'aide", "C++", "AT&T", "US$", "non-refundable", "Rock'n'Roll", "S. Korea"]
)
def test_a_name_with_signs_brings_no_advice_in_groups(folder, keyword):
    """Signs that belong to a name bring no advice where a list of names is written: in groups."""
    said = echo(
        folder, topics=f'[groups]\nx = ["{keyword}"]\n[topics.dams]\nrequire = ["x"]\nkeywords = ["weir"]\n'
    )
    assert "advice" not in said


@pytest.mark.fault(300)
@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("dam and Mekong", "the query is in lower case: .*write AND"),
        ("dam or weir", "write OR"),
        ("dam AND not beaver", "write NOT"),
        ("dam near/5 Mekong", "write NEAR/5"),
        ("rare earth AND Laos", "rare earth are two words side by side: .*in quotes for the phrase"),
        ("dam -beaver", "write NOT beaver"),
        ("dam, weir", "write OR between alternatives"),
    ],
)
def test_a_query_that_is_probably_a_mistake_brings_advice(folder, query, line):
    """Small operators, words side by side, signs and commas in a query are named with what to write."""
    said = echo(folder, topics=f"[topics.dams]\nquery = '{query}'\n")
    assert re.search(rf"topics\.toml:2: topics\.dams\.query: .*{line}", said), said


def test_the_query_of_the_docs_brings_no_advice(folder):
    """The query of the docs brings no advice."""
    query = '(extradit* OR "legal assistance") NEAR/30 (Laos OR Lao) NOT Assange'
    assert "advice" not in echo(folder, topics=f"[topics.treaty]\nquery = '{query}'\n")


@pytest.mark.fault(301)
@pytest.mark.parametrize(
    ("code", "words", "meant"),
    [
        ("kr", "범죄인 인도", "ko"),
        ("la", "ປະເທດລາວ", "lo"),
        ("se", "utlämning", "sv"),
        ("my", "ekstradisi", "ms"),
    ],
)
def test_a_code_of_a_country_brings_the_code_of_its_language(folder, code, words, meant):
    """Country codes that are also codes of other languages bring advice."""
    said = echo(folder, topics=f'[topics.x]\nkeywords.{code} = ["{words}"]\n')
    assert f"write keywords.{meant}" in said
    assert f'topics.toml:2: topics.x.keywords.{code}: "{code}" is ' in said


@pytest.mark.fault(301)
@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("zh_TW", "zh-TW"),
        ("EN", "en"),
        ("EN_us", "en-US"),
        ("zh_hant", "zh-Hant"),
        ("LO", "lo"),
        ("jp", "ja"),
        ("cn", "zh"),
        ("vn", "vi"),
        ("ua", "uk"),
        ("cz", "cs"),
        ("korean", "ko"),
        ("kh", "km"),
    ],
)
def test_a_wrong_language_code_is_refused_with_the_right_one(folder, code, meant):
    """A country's code, or the name of a language, is refused with the tag that was meant."""
    folder.write(topics=f'[topics.x]\nkeywords.{code} = ["dam"]\n')
    with pytest.raises(ConfigError, match=f'did you mean "{meant}"'):
        read_config(folder.path)


@pytest.mark.fault(302)
@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://news.google.com/rss/search?q=laos", "no program read the articles"),
        ("https://x.com/laotiantimes", "offers no feeds"),
        ("https://twitter.com/laotiantimes", "offers no feeds"),
        ("https://www.facebook.com/laotiantimes", "offers no feeds"),
        ("https://t.me/s/kpl", "offers no feeds"),
        ("https://www.youtube.com/@kpl", "videos.xml"),
    ],
)
def test_a_feed_that_can_bring_nothing_brings_advice(folder, url, line):
    """Addresses of services without feeds are named with what to do; switched off they are left alone."""
    feed = f'[[feed]]\nurl = "{url}"\n'
    assert re.search(rf"feeds\.toml:2: feed\[1\]\.url: .*{line}", echo(folder, feeds=feed))
    assert "feeds.toml" not in echo(folder, feeds=f"{feed}enabled = false\n")


@pytest.mark.fault(302)
def test_the_placeholder_contact_brings_advice(folder):
    """The shipped contact brings advice on its line."""
    code, said = check(folder.write(monitor='[fetch]\ncontact = "https://example.org/summit-monitor"\n'))
    assert code == 0
    assert "monitor.toml:2: fetch.contact: is still the placeholder" in said


def test_an_at_sign_in_the_user_of_a_mail_url_brings_advice(folder):
    """`mailto://me@gmail.com:pw@host` brings advice to write %40, without its password."""
    urls = 'deliver.urls = ["mailto://me@gmail.com:secret@smtp.gmail.com"]\n'
    said = echo(folder, monitor=f'fetch.contact = "mailto:desk@outlet.org"\n{urls}')
    assert "monitor.toml:2: deliver.urls[1]: has two @" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("mailto://me@gmail.com", "has a user and no password: .*mailtos://user:password@"),
        ("mailtos://me@smtp.gmail.com:587?to=you@outlet.org", "has a user and no password"),
        ("telegram://secret", '"telegram://" is not a kind of target; write "tgram://BOTTOKEN/CHATID"'),
        ("smtp://me:secret@mail.outlet.org", 'write "mailtos://'),
    ],
)
def test_a_target_that_cannot_work_brings_advice(folder, url, line):
    """A mail user without password, and a scheme that apprise does not know, are named without secrets."""
    said = echo(folder, monitor=f'fetch.contact = "mailto:desk@outlet.org"\ndeliver.urls = ["{url}"]\n')
    assert re.search(rf"monitor\.toml:2: deliver\.urls\[1\]: .*{line}", said), said
    assert "secret" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mailto://localhost:25?from=digest@outlet.org&to=desk@outlet.org",
        "mailtos://you%40gmail.com:secret@smtp.gmail.com:587?to=desk@outlet.org",
        "mailtos://you@outlet.org?pass=secret",
        "tgram://123456789:BOTTOKEN/CHATID",
        "env:TARGET",
    ],
)
def test_a_target_that_can_work_is_left_alone(folder, monkeypatch, url):
    """Targets as the docs write them bring no advice, nor does a variable that is set."""
    monkeypatch.setenv("TARGET", "mailto://localhost:25?to=desk@outlet.org")
    monitor_file = f'fetch.contact = "mailto:desk@outlet.org"\ndeliver.urls = ["{url}"]\n'
    assert "deliver.urls" not in echo(folder, monitor=monitor_file)


@pytest.mark.fault(303)
@pytest.mark.parametrize(
    ("stem", "text", "line"),
    [
        ("feeds", '[feed]\nurl = "https://a.example/"\n', r"feeds.toml:1: feed: .*write \[\[feed\]\]"),
        (
            "feeds",
            '[[feed]]\nurl = "www.a.example/rss"\n',
            'feeds.toml:2: .*write "https://www.a.example/rss"',
        ),
        ("feeds", '[[feed]]\nurl = "feed://a.example/rss"\n', 'write "https://a.example/rss"'),
        ("topics", "[topics.x]\nkeywords = [“dam”]\n", "topics.toml:2: .*straight ones"),
        (
            "topics",
            '[topics.Mekong dams]\nkeywords = ["dam"]\n',
            r"topics.toml:1: .*write \[topics.mekong-dams\]",
        ),
        (
            "topics",
            '[topics.광물]\nkeywords = ["dam"]\n',
            r'topics.toml:1: .*write \[topics.my-topic\] and below it title = "광물"',
        ),
        (
            "topics",
            '[topics."희토류 rare"]\nkeywords = ["dam"]\n',
            r'topics.toml:1: .*write \[topics.rare\] and below it title = "희토류 rare"',
        ),
        ("topics", '[topics.Sécurité]\nkeywords = ["dam"]\n', r"write \[topics.securite\]"),
        (
            "topics",
            '[groups]\n라오스 = ["Laos"]\n[topics.x]\nkeywords = ["dam"]\n',
            'topics.toml:2: .*goes in quotes: "라오스"',
        ),
        (
            "topics",
            '[dams]\nkeywords = ["dam"]\n[topics.x]\nkeywords = ["dam"]\n',
            r"topics.toml:1: dams: is not a section; a topic is written \[topics.dams\]",
        ),
        ("topics", '[topic.dams]\nkeywords = ["dam"]\n', 'did you mean "topics"'),
        (
            "topics",
            '[topics.x]\nrequire = ["laos"]\nkeywords = ["dam"]\n',
            r"topics.toml:2: .*under \[groups\]",
        ),
        (
            "monitor",
            'deliver.urls = ["me@outlet.org"]\n',
            "monitor.toml:1: .*is a mail address: .*mailto://user:password@",
        ),
        ("monitor", 'deliver.urls = ["https://hooks.slack.com/x"]\n', "is a web address: .*slack://"),
        ("monitor", 'extract.executor = "processes:999"\n', "between 1 and 256"),
        ("monitor", 'extract.executor = "dask://host:99999"\n', "is not a port"),
        ("monitor", 'timezone = "ICT"\n', 'did you mean "Asia/Bangkok"'),
        (
            "topics",
            '[groups]\nlaos = [{ term = "Laos", weight = 5 }]\n[topics.x]\nkeywords = ["dam"]\n',
            "must be 0",
        ),
        (
            "topics",
            '[groups]\na = ["@b"]\nb = ["@a"]\n[topics.x]\nrequire = ["a"]\nkeywords = ["dam"]\n',
            "@a > @b > @a",
        ),
    ],
)
def test_what_is_refused_says_what_to_write(folder, stem, text, line):
    """Usual mistakes are refused on their line with the right spelling."""
    code, said = check(folder.write(**{stem: text}))
    assert code == 2
    assert re.search(line, said), said


@pytest.mark.fault(310)
@pytest.mark.parametrize("value", ['"0s"', "0", '"0"', '"0m"', "0.0", '"0.0"', '"0h 0m"'])
def test_all_spellings_of_no_pause_are_equal(folder, value):
    """`delay = "0s"` is `delay = 0`."""
    assert read_config(folder.write(monitor=f"[fetch]\ndelay = {value}\n")).fetch.delay == 0


@pytest.mark.fault(310)
@pytest.mark.parametrize("value", ['"0s"', "0", '"0"', '"0m"'])
def test_all_spellings_of_zero_are_equal(folder, value):
    """All spellings of zero are equal: a pause may be zero; other durations refuse all of them alike."""
    monitor_file = f"{CONTACT}[deliver]\nalert_pause = {value}\n"
    assert read_config(folder.write(monitor=monitor_file)).deliver.alert_pause == timedelta()
    keys = (
        "schedule.every",
        "schedule.backlog_after",
        "fetch.timeout",
        "archive.keep_text",
        "extract.timeout",
    )
    for key in keys:
        with pytest.raises(ConfigError) as refused:
            read_config(folder.write(monitor=f"{key} = {value}\n"))
        assert any("is out of range; it must be more than 0" in str(one) for one in refused.value.problems), (
            key
        )


@pytest.mark.fault(304)
def test_check_does_not_say_valid_while_an_edit_is_held_back(folder):
    """An edit that removes most topics is valid but held back, and check says so until it is accepted."""
    output = folder.path / "output"
    more = "".join(f'[topics.t{number}]\nkeywords = ["word{number}"]\n' for number in range(5))
    save(output, read_config(folder.write(monitor=CONTACT, topics=more)), read_folder(folder.path))
    assert ": valid" in check(folder.path)[1]
    folder.write(topics='[topics.t1]\nkeywords = ["word1"]\n')
    code, said = check(folder.path)
    assert code == 1
    assert ": valid" not in said
    assert "held back" in said
    approve = ["--config", str(folder.path), "--output", str(output), "check", "--accept"]
    assert CliRunner().invoke(monitor, approve).exit_code == 0
    assert ": valid" in check(folder.path)[1]
