"""The config folder is read completely, or refused with all of its problems."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import read_config, read_topics
from monitor.config.load import FILES, build_config
from monitor.errors import ConfigError, Problem
from monitor.models import Feed, FetchSettings, Keyword
from tests.config.conftest import FEEDS, MONITOR, TOPICS, ConfigFolder


def valid_files() -> dict[str, bytes | ConfigError]:
    """Return the three files as bytes, all valid."""
    return dict(zip(FILES, (MONITOR.encode(), FEEDS.encode(), TOPICS.encode()), strict=True))


def refusal(files: dict[str, bytes | ConfigError]) -> tuple[Problem, ...] | None:
    """Build a config; return its problems, or None if it is valid."""
    try:
        build_config(Path("config"), files)
    except ConfigError as error:
        return error.problems
    return None


def problems(folder: Path) -> tuple[Problem, ...]:
    """Read a folder that must be refused; return its problems."""
    with pytest.raises(ConfigError) as refused:
        read_config(folder)
    return refused.value.problems


def only_problem(folder: Path) -> Problem:
    """Read a folder with one mistake; return the problem."""
    found = problems(folder)
    assert len(found) == 1, found
    return found[0]


def test_a_valid_folder_becomes_a_config(folder: ConfigFolder) -> None:
    """Files become frozen data in final types; missing keys have their defaults."""
    config = read_config(folder.path)
    assert config.timezone == "Asia/Seoul"
    assert config.schedule.digest == (time(7),)
    assert config.fetch == FetchSettings()
    assert config.feeds == (
        Feed("https://courier.example/feed.xml", "Mekong Courier", "en", "LA", timedelta(hours=1)),
        Feed("https://hanbando.example/rss", "한반도일보", "ko", "KR", timedelta(minutes=30)),
    )
    extradition, minerals = config.topics.topics
    assert extradition.keywords == (
        Keyword("extradit*", None, "en"),
        Keyword("prosecutor", 4.0, "en"),
        Keyword("범죄인 인도", None, "ko"),
    )
    assert (extradition.require, extradition.near, extradition.exclude) == (
        ("laos",),
        60,
        (Keyword("Assange"),),
    )
    assert minerals.title == "minerals"
    assert [word.term for word in config.topics.groups[0].words] == ["Laos", "라오스", "ລາວ"]


def test_feeds_have_the_interval_of_the_schedule(folder: ConfigFolder) -> None:
    """A feed without `every` has the interval of [schedule]."""
    folder.replace("monitor", 'digest = "07:00"', 'every = "45m"')
    assert [feed.every for feed in read_config(folder.path).feeds] == [
        timedelta(hours=1),
        timedelta(minutes=45),
    ]


def test_a_missing_folder_names_the_command_that_writes_one(tmp_path: Path) -> None:
    """A missing folder and a file in its place give different messages with the command to run."""
    assert 'run "monitor init"' in str(only_problem(tmp_path / "nowhere"))
    (tmp_path / "file").touch()
    assert "is a file, not a folder" in str(only_problem(tmp_path / "file"))


def test_all_problems_of_all_files_are_reported(folder: ConfigFolder) -> None:
    """Problems come file by file from top to bottom, each with its line, key path and advice."""
    folder.write(
        monitor='timezon = "Asia/Seol"\n[schedule]\ndigest = "25:00"\n[fetch]\nrobots = "yes"\n',
        feeds='[[feed]]\nurl = "ftp://x/y"\n\n[[feed]]\nname = "No address"\n',
        topics='[topics.a]\nkeywords.en = [\n  "fine",\n  5,\n]\n[topics.b]\nkeywords.en = ["x"]\nnere = 3\n',
    )
    assert [(p.file, p.line, p.path) for p in problems(folder.path)] == [
        ("monitor.toml", 1, "timezon"),
        ("monitor.toml", 3, "schedule.digest"),
        ("monitor.toml", 5, "fetch.robots"),
        ("feeds.toml", 2, "feed[1].url"),
        ("feeds.toml", 4, "feed[2]"),
        ("topics.toml", 4, "topics.a.keywords.en[2]"),
        ("topics.toml", 8, "topics.b.nere"),
    ]


def test_a_mistake_in_one_topic_hides_none_in_another(folder: ConfigFolder) -> None:
    """Other problems are reported for the topics that fit the schema."""
    folder.write(
        topics='[topics.a]\nnear = "x"\nkeywords = ["x"]\n\n[topics.b]\nkeywords = ["x", "y*z"]\n'
        'require = ["laos"]\n'
    )
    assert [(p.line, p.path.split(".")[1]) for p in problems(folder.path)] == [(2, "a"), (6, "b"), (7, "b")]


UNKNOWN_KEYS = [
    ("monitor", 'timezone = "Asia/Seoul"', 'timezon = "UTC"', 'did you mean "timezone"?'),
    ("monitor", 'digest = "07:00"', 'diggest = "07:00"', 'did you mean "digest"?'),
    ("monitor", 'digest = "07:00"', 'timezone = "UTC"', "belongs at the top of the file"),
    ("monitor", 'digest = "07:00"', 'listen = ""', "it belongs under [web]"),
    ("monitor", "[schedule]", "[scheduling]", 'did you mean "schedule"?'),
    ("feeds", 'country = "LA"', 'contry = "LA"', 'did you mean "country"?'),
    ("feeds", 'every = "1h"', 'interval = "1h"', 'did you mean "every"?'),
    ("feeds", 'country = "LA"', 'colour = "red"', "there are url, name, language, country"),
    ("topics", "require", "requires", 'did you mean "require"?'),
    ("topics", "weight = 4", "wieght = 4", 'did you mean "weight"?'),
]


@pytest.mark.fault(151)
@pytest.mark.parametrize(("stem", "old", "new", "advice"), UNKNOWN_KEYS)
def test_an_unknown_key_is_refused_with_a_suggestion(
    folder: ConfigFolder, stem: str, old: str, new: str, advice: str
) -> None:
    """A mistyped or misplaced key is an error with the probable key, or its section."""
    problem = only_problem(folder.replace(stem, old, new))
    assert "is not a key here" in problem.message
    assert advice in problem.message


WRONG_VALUES = [
    ("monitor", '"Asia/Seoul"', '"Asia/Seol"', 'did you mean "Asia/Seoul"?'),
    ("monitor", '"Asia/Seoul"', '"../../etc/passwd"', "is not a time zone"),
    ("monitor", '"Asia/Seoul"', "9", "is a number where text is needed"),
    ("monitor", '"07:00"', '"25:00"', "is not a time of day"),
    ("monitor", '"07:00"', '"0 9 * * 1"', "no cron"),
    ("monitor", '"07:00"', '["07:00", "07:00"]', "several different ones"),
    ("monitor", '"07:00"', "[]", "needs one time"),
    ("monitor", 'digest = "07:00"', "every = 30", 'write a number with its unit: "90s", "30m"'),
    ("monitor", 'digest = "07:00"', 'every = "0m"', "out of range"),
    ("monitor", 'digest = "07:00"', 'every = "1m"', "every must be between floor and ceiling"),
    ("monitor", 'digest = "07:00"', 'every = "30 minutes"', "is not a duration"),
    ("monitor", "[schedule]\ndigest", "schedule = 5\ntimezone2", "is a number where a section is needed"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[fetch]\nallow_private = ["10.0.0.1/8"]', '"10.0.0.0/8"?'),
    ("monitor", '[schedule]\ndigest = "07:00"', '[fetch]\nallow_private = ["home"]', "is not a network"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[fetch]\nallow_ports = [70000]", "is not a port"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[fetch]\nuser_agent = "a\\nCookie: b"', "control character"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[fetch]\nmax_bytes = "big"', "is not a size"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[fetch]\nper_host = 0", "at least 1"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[fetch]\nconcurrency = 2.5", "whole number"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[fetch]\nconcurrency = true", "whole number"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[extract]\nexecutor = "threads:4"', "is not an executor"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[extract]\nmemory = 1000", 'at least "250 MB"'),
    ("monitor", '[schedule]\ndigest = "07:00"', '[extract]\nmemory = "249 MB"', 'at least "250 MB"'),
    ("monitor", '[schedule]\ndigest = "07:00"', '[extract]\ntimeout = "30d"', '"1s" to "1h"'),
    ("monitor", '[schedule]\ndigest = "07:00"', "[extract]\ntimeout = 0.5", '"1s" to "1h"'),
    ("monitor", '[schedule]\ndigest = "07:00"', '[archive]\nurl = "mysql://x"', "is not an archive"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[digest]\nformats = ["pdf"]', "is not a format"),
    ("monitor", '[schedule]\ndigest = "07:00"', "[digest]\ntitle = 5", "where text is needed"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[digest]\ntitle = "a\\nb"', "control character"),
    ("monitor", '[schedule]\ndigest = "07:00"', f'[digest]\ntitle = "{"x" * 61}"', "at most 60 fit"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[deliver]\nurls = ["me@example.org"]', "is a mail address"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[deliver]\nurls = ["somewhere"]', "is not an apprise URL"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[deliver]\nurls = ["env:NO NAME"]', "names no variable"),
    ("monitor", '[schedule]\ndigest = "07:00"', '[web]\nlisten = "8080"', "is not an address to listen at"),
    ("feeds", "https://courier.example/feed.xml", "ftp://courier.example/feed.xml", "only http:// and https://"),
    ("feeds", "https://courier.example/feed.xml", "javascript:alert(1)", "only http:// and https://"),
    ("feeds", "https://courier.example/feed.xml", "file:///etc/passwd", "only http:// and https://"),
    ("feeds", "https://courier.example/feed.xml", "courier.example", 'write "https://courier.example"'),
    ("feeds", "https://courier.example/feed.xml", "https://me:pw@courier.example/", "user name or password"),
    ("feeds", "https://courier.example/feed.xml", "https://courier.example\\\\@evil.example", "is not a URL"),
    ("feeds", "https://courier.example/feed.xml", "https://courier.example/a b", "is not a URL"),
    ("feeds", "https://courier.example/feed.xml", "https://courier.example:99999/", "is not a URL"),
    ("feeds", "https://courier.example/feed.xml", "https://[::1/", "is not a URL"),
    ("feeds", '"en"', '"english"', 'did you mean "en"'),
    ("feeds", '"en"', '"klingonese"', "is not a language tag"),
    ("feeds", '"en"', '"jp"', 'did you mean "ja"?'),
    ("feeds", '"en"', '"zh_TW"', 'did you mean "zh-TW"?'),
    ("feeds", '"en"', '"EN"', 'did you mean "en"?'),
    ("feeds", '"LA"', '"la"', 'did you mean "LA"?'),
    ("feeds", '"LA"', '"UK"', 'did you mean "GB"?'),
    ("feeds", '"LA"', '"Laos"', "is not a country code"),
    ("feeds", '"1h"', "2024-01-01", "is a date where a duration is needed"),
    ("feeds", 'every = "1h"', 'enabled = "no"', "true or false is needed"),
    ("feeds", '"Mekong Courier"', '"  "', "is blank"),
    ("topics", "[topics.minerals]", '[topics."Critical Minerals"]', "write [topics.critical-minerals]"),
    ("topics", "[topics.minerals]", '[topics."../../x"]', "write [topics.x]"),
    ("topics", "[topics.minerals]", f'[topics.{"x" * 300}]', "a topic's id is made of"),
    ("topics", "[topics.minerals]", '[topics."🙂"]', "write [topics.my-topic]"),
    ("topics", 'keywords.en = ["critical minerals"]', 'keywords.en = "critical minerals"', "list is needed"),
    ("topics", 'keywords.en = ["critical minerals"]', 'keywords.english = ["x"]', 'did you mean "en"'),
    ("topics", "near = 60", "near = 0", "at least 1"),
    ("topics", "near = 60", "threshold = nan", "a number above 0"),
    ("topics", "weight = 4", "weight = -4", "belongs under exclude"),
    ("topics", "weight = 4", "weight = true", "is true or false where a number is needed"),
    ("topics", '"Laos", ', '{ term = "Laos", weight = 4 }, ', "must be 0, which masks longer names"),
    ("topics", "weight = 4", 'weight = "4"', "is text where a number is needed"),
]  # fmt: skip


@pytest.mark.fault(131, 150)
@pytest.mark.parametrize(("stem", "old", "new", "advice"), WRONG_VALUES)
def test_a_wrong_value_is_refused_with_advice(
    folder: ConfigFolder, stem: str, old: str, new: str, advice: str
) -> None:
    """A value of a wrong type or out of range is an error on its line, with an example."""
    folder.replace(stem, old, new)
    text = (folder.path / f"{stem}.toml").read_text(encoding="utf-8")
    found = [problem for problem in problems(folder.path) if advice in problem.message]
    assert len(found) == 1
    changed = new.splitlines()[-1] if new.startswith("[") and "\n" in new else new.splitlines()[0]
    assert changed in text.splitlines()[(found[0].line or 0) - 1]


@pytest.mark.fault(141)
@pytest.mark.parametrize("word", ["no", "012", "1:30", "2024-01-01", "1e3", "true", "0o17"])
def test_a_keyword_is_text_or_an_error_naming_the_line(folder: ConfigFolder, word: str) -> None:
    """A quoted keyword is taken verbatim; an unquoted one is an error on its line."""
    folder.replace("topics", '["critical minerals"]', f'["{word}"]')
    assert read_config(folder.path).topics.topics[1].keywords[0].term == word
    folder.replace("topics", f'["{word}"]', f"[{word}]")
    assert only_problem(folder.path).line == 15


@pytest.mark.fault(147)
@pytest.mark.parametrize("word", ["", " ", "*", ".*", "=", "title:", "!!!"])
def test_a_keyword_without_letters_is_refused(folder: ConfigFolder, word: str) -> None:
    """A keyword without a letter or digit is an error on its own line."""
    folder.replace("topics", '["critical minerals"]', f'[\n  "critical minerals",\n  "{word}",\n]')
    problem = only_problem(folder.path)
    assert (problem.line, problem.path) == (17, "topics.minerals.keywords.en[2]")


@pytest.mark.fault(136)
@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('timezone = "UTC"\n[schedule\n', 2),
        ("timezone = UTC\n", 1),
        ('timezone: "UTC"\n', 1),
        ('timezone = "UTC\n', 1),
        ('\ttimezone = "UTC"\n\tevery\n', 2),
        ('[fetch]\nallow_ports = [1, 2\n\n[web]\nlisten = ""\n', 4),
        ("[fetch]\nper_host = " + "9" * 5000, 2),
        ("- url: x\n  name: y\n", 1),
        ("!!python/object/apply:os.system ['true']\n", 1),
        ("a: &a [*a, *a]\n", 1),
        ('ctrl = "\x01"\n', 1),
    ],
)
@pytest.mark.fault(142, 143)
def test_a_syntax_error_shows_its_line(folder: ConfigFolder, broken: str, line: int) -> None:
    """Invalid TOML is refused with its line and a remedy; so is YAML."""
    problem = only_problem(folder.write(monitor=broken))
    assert problem.line == line
    assert problem.message.startswith("not TOML")
    assert ";" in problem.message


@pytest.mark.fault(140)
def test_a_repeated_key_is_refused(folder: ConfigFolder) -> None:
    """A key or table given twice is an error that names both lines."""
    folder.write(
        feeds=FEEDS.replace('country = "LA"', 'language = "lo"'), topics=TOPICS + "[topics.minerals]\n"
    )
    twice = [(p.file, p.line, p.message[:32]) for p in problems(folder.path)]
    assert twice == [
        ("feeds.toml", 5, "is given twice, first in line 4;"),
        ("topics.toml", 16, "is given twice, first in line 14"),
    ]


@pytest.mark.fault(144)
@pytest.mark.parametrize(
    "deep", ["x = " + "[" * 20_000, "x = " + "{a=" * 20_000, "a" + ".a" * 20_000 + " = 1"]
)
def test_absurd_nesting_is_refused(folder: ConfigFolder, deep: str) -> None:
    """Thousands of brackets or key parts are one problem on their line, not a crash."""
    problem = only_problem(folder.write(topics=TOPICS + deep))
    assert problem.line == 16


@pytest.mark.fault(137)
@pytest.mark.parametrize("stem", ["monitor", "feeds", "topics"])
@pytest.mark.parametrize("content", ["", "\n\n", "# all of it\n# commented out\n", "\ufeff"])
def test_an_empty_file_is_refused(folder: ConfigFolder, stem: str, content: str) -> None:
    """A file without a key is an error."""
    assert "is empty" in only_problem(folder.write(**{stem: content})).message


@pytest.mark.fault(148)
def test_files_as_other_systems_save_them(folder: ConfigFolder) -> None:
    """A byte order mark and CRLF change neither values nor lines nor the version."""
    version = read_config(folder.path).version
    files = {"monitor": MONITOR, "feeds": FEEDS, "topics": TOPICS}
    dressed = {stem: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for stem, text in files.items()}
    assert read_config(folder.write(**dressed)).version == version
    folder.write(feeds=dressed["feeds"].replace(b'"LA"', b'"la"'))
    assert only_problem(folder.path).line == 5


@pytest.mark.fault(148)
@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (MONITOR.encode() + "# café\n".encode("latin-1"), 5, "is not UTF-8"),
        (MONITOR.encode("utf-16"), None, "is UTF-16"),
        (MONITOR.encode() + b"# \x00\n", 5, "NUL character"),
        (MONITOR.encode() + b"# \xed\xa0\x80\n", 5, "is not UTF-8"),
    ],
)
def test_files_in_another_encoding_are_refused(
    folder: ConfigFolder, content: bytes, line: int | None, message: str
) -> None:
    """Latin-1, UTF-16, lone surrogates and NULs are named with their line."""
    problem = only_problem(folder.write(monitor=content))
    assert problem.line == line
    assert message in problem.message
    assert "hunter2" not in str(problem)


@pytest.mark.fault(148)
def test_missing_and_misnamed_files_are_named(folder: ConfigFolder) -> None:
    """A missing file is one problem among the others, and names a similar file."""
    (folder.path / "feeds.toml").rename(folder.path / "feeds.toml.txt")
    (folder.path / "topics.toml").unlink()
    (folder.path / "topics.toml").mkdir()
    feeds, topics = problems(folder.path)
    assert "feeds.toml.txt is there" in feeds.message
    assert 'run "monitor init"' in feeds.message
    assert topics.message == "is a folder where a file is needed"


@pytest.mark.fault(151)
@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://Courier.example/feed.xml#top",
        "https://courier.example:443/feed.xml",
        "https://courier.example./feed.xml",
        "https://courier.example/f%65ed%2exml",
    ],
)
def test_the_same_feed_twice_is_named(folder: ConfigFolder, url: str) -> None:
    """Two feeds with one address in any spelling are an error that names the first."""
    folder.replace("feeds", "https://hanbando.example/rss", url)
    problem = only_problem(folder.path)
    assert (problem.line, problem.path) == (9, "feed[2].url")
    assert "same feed as in line 2" in problem.message


@pytest.mark.no_cover
@pytest.mark.fault(151)
def test_ten_thousand_feeds_are_read(folder: ConfigFolder) -> None:
    """A long list is read, and a mistake at its end is reported with its line."""
    text = "".join(f'[[feed]]\nurl = "https://feeds.example/{number}"\n' for number in range(10_000))
    assert len(read_config(folder.write(feeds=text)).feeds) == 10_000
    assert only_problem(folder.write(feeds=text + "[[feed]]\nurl = 1\n")).line == 20_002


def test_lists_may_not_be_left_empty(folder: ConfigFolder) -> None:
    """A config without a feed or without a topic is refused with an example."""
    folder.write(feeds="feed = []\n", topics='[groups]\nlaos = ["Laos"]\n')
    messages = [problem.message for problem in problems(folder.path)]
    assert messages[0].startswith("names no feed; add [[feed]]")
    assert messages[1].startswith("names no topic; add [topics.my-topic]")


def test_forms_of_keywords(folder: ConfigFolder) -> None:
    """Keywords are listed under a language, under `any`, or in a plain list without language."""
    folder.write(
        topics='[topics.a]\nkeywords = ["x", { term = "y", edge = true }]\n'
        '[topics.b.keywords]\nany = ["=MOU"]\nzh-Hant = ["寮國"]\n'
    )
    first, second = read_config(folder.path).topics.topics
    assert first.keywords == (Keyword("x"), Keyword("y", edge=True))
    assert second.keywords == (Keyword("=MOU"), Keyword("寮國", language="zh-Hant"))


def test_durations_sizes_and_times(folder: ConfigFolder) -> None:
    """Units are read as people write them; plain numbers are seconds and bytes."""
    folder.write(
        monitor='[schedule]\ndigest = ["19:00", "7:00"]\nevery = "1h30m"\nceiling = "1d12h"\n'
        'backlog_after = "2w"\n'
        '[fetch]\ntimeout = 20\nread_timeout = "1m"\ndelay = 0\n'
        'max_bytes = "1.5 MB"\nmax_page_bytes = 5_000\n'
        '[archive]\nkeep_text = "forever"\nkeep_pages = "90d"\n'
    )
    config = read_config(folder.path)
    assert config.schedule.digest == (time(7), time(19))
    assert config.schedule.every == timedelta(minutes=90)
    assert config.schedule.ceiling == timedelta(hours=36)
    assert config.schedule.backlog_after == timedelta(days=14)
    assert (config.fetch.timeout, config.fetch.read_timeout, config.fetch.delay) == (20.0, 60.0, 0.0)
    assert (config.fetch.max_bytes, config.fetch.max_page_bytes) == (1_500_000, 5_000)
    assert (config.archive.keep_text, config.archive.keep_pages) == (None, timedelta(days=90))


def test_a_secret_is_never_shown(folder: ConfigFolder) -> None:
    """The message about a refused delivery or feed address leaves out its password."""
    folder.write(monitor='[deliver]\nurls = ["mail:user:hunter2@example.org"]\n')
    folder.replace("feeds", "https://courier.example", "https://user:hunter2@courier.example")
    folder.replace("feeds", "https://hanbando.example/rss", "ftp://hanbando.example/rss?api_key=hunter2")
    assert "hunter2" not in str(ConfigError(problems(folder.path)))


@pytest.mark.parametrize(
    "proxy",
    [
        "",
        "http://proxy.example:3128",
        "http://me@proxy.example:3128",
        "http://me:p%40ss@proxy.example:3128",
        "https://me:s!*'$ecret~@[fd00::1]:8080",
    ],
)
def test_a_proxy_may_hold_a_login(folder: ConfigFolder, proxy: str) -> None:
    """Only the proxy's address may have a user name and password; it is taken verbatim."""
    folder.write(monitor=f'{MONITOR}[fetch]\nproxy = "{proxy}"\n')
    assert read_config(folder.path).fetch.proxy == proxy


@pytest.mark.parametrize(
    ("proxy", "advice"),
    [
        ("http://me:hunter2@", "is not a URL"),
        ("http://me:hunter2@proxy.example:99999", "is not a URL"),
        ("socks5://me:hunter2@proxy.example", "write that of an HTTP proxy"),
        ("me:hunter2@proxy.example", 'write "http://proxy.example"'),
        ("http://me:hunter2@x@proxy.example", "%40"),
        ("http://me:hunter2/x@proxy.example", "%2F"),
        ("http://me:hunter2:x@proxy.example", "%3A"),
        ("http://:hunter2@proxy.example", "not of the form user:password"),
    ],
)
def test_a_wrong_proxy_is_refused_without_its_login(folder: ConfigFolder, proxy: str, advice: str) -> None:
    """The message about a refused proxy leaves out its user name and password."""
    folder.write(monitor=f'{MONITOR}[fetch]\nproxy = "{proxy}"\n')
    problem = only_problem(folder.path)
    assert advice in problem.message
    assert "hunter2" not in str(ConfigError((problem,)))


def test_the_version_depends_on_values_only(folder: ConfigFolder) -> None:
    """Comments, order and spelling do not change the version; values do, and topics have their own."""
    first = read_config(folder.path)
    folder.write(
        monitor='# note\ntimezone = "Asia/Seoul"\n[fetch]\ntimeout = "30s"\n[schedule]\ndigest = ["07:00"]\n',
        feeds=FEEDS.replace(
            'language = "en"\ncountry = "LA"\nevery = "1h"', 'every = "60m"\ncountry="LA"\nlanguage="en"'
        ),
        topics=TOPICS.replace('require = ["laos"]\n', "").replace(
            "near = 60", 'near = 60\nrequire = ["laos"]'
        ),
    )
    assert read_config(folder.path).version == first.version
    folder.replace("feeds", 'country="LA"', 'country="TH"')
    second = read_config(folder.path)
    assert second.version != first.version
    assert second.topics.version == first.topics.version
    folder.replace("topics", "near = 60", "near = 61")
    assert read_config(folder.path).topics.version != first.topics.version


def test_topics_are_read_without_the_other_files(folder: ConfigFolder) -> None:
    """`read_topics` gives the same topics if monitor.toml is broken and feeds.toml is missing."""
    topics = read_config(folder.path).topics
    assert topics.names == ("한반도일보",)
    folder.write(monitor="[[[")
    assert read_topics(folder.path) == topics
    (folder.path / "feeds.toml").unlink()
    assert read_topics(folder.path) == replace(topics, names=())
    folder.write(topics="[topics.a]\nnear = 0\n")
    with pytest.raises(ConfigError):
        read_topics(folder.path)


BYTES = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))


@given(content=BYTES)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Any file content is read or refused and never breaks the program."""
    for name in FILES:
        assert refusal(valid_files() | {name: content}) != ()


@settings(max_examples=300)
@given(name=st.sampled_from(FILES), at=st.integers(0, 10_000), length=st.integers(0, 40), cut=st.booleans())
def test_a_file_with_one_change_is_read_or_refused(*, name: str, at: int, length: int, cut: bool) -> None:
    """A file with a piece missing or doubled is read, or refused with problems inside it."""
    text = {"monitor.toml": MONITOR, "feeds.toml": FEEDS, "topics.toml": TOPICS}[name].encode()
    at %= len(text)
    piece = text[at : at + length]
    wounded = text[:at] + (b"" if cut else piece * 2) + text[at + len(piece) :]
    for problem in refusal(valid_files() | {name: wounded}) or ():
        assert problem.file == name
        assert problem.line is None or 1 <= problem.line <= wounded.count(b"\n") + 1


ODD_VALUES = [
    "5", "-1", "1e400", "nan", "true", '""', '"x"', "[]", "{}", "[[]]", "07:00", "1979-05-27",
    '["a", {b = 1}]', "0x" + "f" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: value[:16])
def test_values_of_any_type_anywhere_are_read_or_refused(value: str) -> None:
    """A value of any type in any place is read or reported as a problem."""
    refused = 0
    for name, text in zip(FILES, (MONITOR, FEEDS, TOPICS), strict=True):
        lines = text.splitlines()
        for number, line in enumerate(lines):
            key, given_value, _ = line.partition(" = ")
            changed = "\n".join([*lines[:number], f"{key} = {value}", *lines[number + 1 :], ""])
            found = refusal(valid_files() | {name: changed.encode()}) if given_value else None
            assert found != ()
            refused += found is not None
    assert refused


@pytest.mark.parametrize(
    ("line", "key", "message"),
    [
        ('kind = "pages"', "kind", 'there are "feed", "sitemap", "page" and "mail"'),
        ('kind = "page"\nlink = "ul >"', "link", "is not a CSS selector"),
        ('link = "ul a"', "link", 'write kind = "page"'),
        ('kind = "sitemap"\npages = 2', "pages", 'write kind = "page"'),
        ('kind = "page"\npages = 99', "pages", "at most 10"),
        ('kind = "page"\nfull_text = true', "full_text", "holds no whole articles"),
        ('login = "me:hunter2"', "login", 'login = "env:NAME"'),
        ('headers = { Host = "x" }', "headers", "is set by the program itself"),
        ('headers = { User-Agent = "x" }', "headers", "use the key user_agent"),
        ('headers = { X-Key = "a\\nhunter2" }', "headers", "control character"),
        ('headers = { X-Key = "env:no way" }', "headers", "names no variable"),
        ('headers = "X-Key: hunter2"', "headers", "where a table is needed"),
        ('user_agent = "ຂ່າວ"', "user_agent", "plain ASCII"),
        ('proxy = "socks5://x"', "proxy", "only http:// and https://"),
    ],
)
def test_kinds_of_sources(folder: ConfigFolder, line: str, key: str, message: str) -> None:
    """Keys that a kind does not have, invalid selectors, logins and headers are problems without secrets."""
    path = folder.write(feeds=f'[[feed]]\nurl = "https://a.example.org/"\nname = "A"\n{line}\n')
    problem = only_problem(path)
    assert problem.path == f"feed[1].{key}"
    assert message in problem.message
    assert "hunter2" not in str(problem)
