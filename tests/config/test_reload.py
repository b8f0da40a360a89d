"""Edits of a running monitor's config are applied, refused or held back as a whole."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import ConfigReloader, approve, read_config
from monitor.config.last_good import last_good, previous_topics, save
from monitor.errors import ConfigError
from monitor.models import Config
from tests.config.conftest import FEEDS, MONITOR, TOPICS, ConfigFolder

START = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


class Watched:
    """A reloader of a folder, and a clock that the test moves."""

    def __init__(self, folder: Path, output: Path) -> None:
        self.now = START
        self.watch = ConfigReloader(folder, output)
        self.first = self.watch.start()
        self.watch.confirm()

    def poll(self, seconds: float = 0.5) -> Config | ConfigError | None:
        """Move the clock, then poll; an applied config is confirmed."""
        self.now += timedelta(seconds=seconds)
        answer = self.watch.poll(self.now)
        if isinstance(answer, Config):
            self.watch.confirm()
        return answer

    def apply_edit(self) -> Config | ConfigError | None:
        """Poll until the reloader has judged the files; return its answer."""
        answers = [self.poll() for _ in range(6)]
        told = [answer for answer in answers if answer is not None]
        assert len(told) <= 1
        return told[0] if told else None


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder."""
    return tmp_path / "output"


@pytest.fixture
def watched(folder: ConfigFolder, output: Path) -> Watched:
    """A started reloader of the valid folder."""
    return Watched(folder.path, output)


def many_feeds(number: int) -> str:
    """Write a feeds.toml with this number of feeds."""
    return "".join(
        f'[[feed]]\nurl = "https://feeds.example/{i}"\nname = "Outlet {i}"\n' for i in range(number)
    )


def test_nothing_is_reported_without_a_change(watched: Watched) -> None:
    """Polling an unchanged folder reports nothing, and neither does saving the same text."""
    assert watched.apply_edit() is None
    path = watched.first.folder / "feeds.toml"
    path.write_bytes(path.read_bytes() + b"# a remark\n")
    assert watched.apply_edit() is None


def test_an_edit_is_applied_when_two_reads_agree(watched: Watched, folder: ConfigFolder) -> None:
    """An edit is returned once, when two reads at least a second apart agree."""
    folder.replace("monitor", "Asia/Seoul", "Asia/Vientiane")
    assert watched.poll() is None
    assert watched.poll(0.9) is None
    taken = watched.poll(0.2)
    assert isinstance(taken, Config)
    assert taken.timezone == "Asia/Vientiane"
    assert watched.watch.current == taken
    assert watched.apply_edit() is None


@pytest.mark.fault(136, 137, 140, 148, 151)
@pytest.mark.parametrize(
    "broken",
    ["[[feed]]\nurl = 1\n", "", "\t[[feed", FEEDS + FEEDS, "[[feed]]\nurll = 'x'\n", "# only a remark"],
)
def test_a_broken_edit_is_refused_and_named(watched: Watched, folder: ConfigFolder, broken: str) -> None:
    """A broken file changes only the problems; after a correction the config is in force."""
    folder.write(feeds=broken, topics=TOPICS.replace("near = 60", "near = 61"))
    refused = watched.apply_edit()
    assert isinstance(refused, ConfigError)
    assert watched.watch.problems == refused.problems
    assert watched.watch.current == watched.first
    folder.write(feeds=FEEDS)
    healed = watched.apply_edit()
    assert isinstance(healed, Config)
    assert healed.topics.topics[0].near == 61
    assert watched.watch.problems == ()


def test_undoing_a_refused_edit_is_reported(watched: Watched, folder: ConfigFolder) -> None:
    """After a refused edit the return to the old text is reported, which clears the problems."""
    folder.write(monitor="[")
    assert isinstance(watched.apply_edit(), ConfigError)
    folder.write(monitor=MONITOR)
    assert watched.apply_edit() == watched.first


@pytest.mark.fault(148)
def test_a_missing_folder_is_one_problem(watched: Watched, folder: ConfigFolder) -> None:
    """If files or the whole folder vanish, the program continues and reports it once."""
    for path in folder.path.iterdir():
        path.unlink()
    refused = watched.apply_edit()
    assert isinstance(refused, ConfigError)
    assert len(refused.problems) == 3
    folder.path.rmdir()
    folder.path.with_name("elsewhere").mkdir()
    folder.write(monitor=MONITOR, feeds=FEEDS, topics=TOPICS)
    assert watched.apply_edit() == watched.first


@pytest.mark.no_cover
@pytest.mark.fault(138)
@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=6, unique=True).map(sorted))
def test_a_half_written_file_is_never_applied(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    """A file that grows while it is read is not judged before it is complete."""
    folder = ConfigFolder(tmp_path_factory.mktemp("slow") / "config")
    watched = Watched(folder.path, folder.path.parent / "output")
    whole = many_feeds(40)
    for cut in cuts:
        folder.write(feeds=whole[:cut])
        assert watched.poll(0.9) is None
    folder.write(feeds=whole)
    taken = watched.apply_edit()
    assert isinstance(taken, Config)
    assert len(taken.feeds) == 40


@pytest.mark.fault(139)
def test_a_sudden_loss_is_held_back_and_named(watched: Watched, folder: ConfigFolder, output: Path) -> None:
    """A valid list cut to less than half is held back, and applied when it is confirmed."""
    folder.write(feeds=many_feeds(20))
    assert isinstance(watched.apply_edit(), Config)
    folder.write(feeds=many_feeds(9))
    held = watched.apply_edit()
    assert isinstance(held, ConfigError)
    assert "only 9 of 20 feeds are left (gone: Outlet 9, Outlet 10" in str(held)
    assert "and 3 more" in str(held)
    assert watched.watch.current is not None
    assert len(watched.watch.current.feeds) == 20
    assert watched.apply_edit() is None
    approve(output, read_config(folder.path).version)
    taken = watched.apply_edit()
    assert isinstance(taken, Config)
    assert len(taken.feeds) == 9
    assert watched.watch.problems == ()


@pytest.mark.fault(139)
def test_a_loss_that_is_undone_is_never_applied(watched: Watched, folder: ConfigFolder, output: Path) -> None:
    """After the lost feeds are back, a late confirmation changes nothing."""
    folder.write(feeds=many_feeds(20))
    watched.apply_edit()
    folder.write(feeds=many_feeds(3))
    held = watched.apply_edit()
    assert isinstance(held, ConfigError)
    lost = read_config(folder.path).version
    folder.write(feeds=many_feeds(20))
    back = watched.apply_edit()
    assert isinstance(back, Config)
    assert len(back.feeds) == 20
    approve(output, lost)
    assert watched.apply_edit() is None


def test_losing_topics_is_held_back_too(folder: ConfigFolder, output: Path) -> None:
    """Losing more than half of the topics is held back; a reload by the user is not."""
    topics = "".join(f'[topics.t{number}]\nkeywords = ["word {number}"]\n' for number in range(4))
    folder.write(topics=topics)
    watched = Watched(folder.path, output)
    folder.write(topics="".join(topics.splitlines(keepends=True)[:2]))
    held = watched.apply_edit()
    assert isinstance(held, ConfigError)
    assert "gone: t1, t2, t3" in str(held)
    taken = watched.watch.reload()
    assert isinstance(taken, Config)
    assert len(taken.topics.topics) == 1


def test_reload_answers_at_once(watched: Watched, folder: ConfigFolder) -> None:
    """A reload returns the config in force or its problems without waiting."""
    assert watched.watch.reload() == watched.first
    folder.replace("monitor", "Asia/Seoul", "Asia/Bangkok")
    taken = watched.watch.reload()
    assert isinstance(taken, Config)
    assert taken.timezone == "Asia/Bangkok"
    assert watched.apply_edit() is None
    folder.write(monitor="[")
    assert isinstance(watched.watch.reload(), ConfigError)
    assert watched.watch.current == taken


@pytest.mark.fault(149)
def test_every_way_of_saving_is_noticed(folder: ConfigFolder, output: Path, tmp_path: Path) -> None:
    """In-place writes, renames, and swapped links of mounted config maps are noticed."""
    mounted, first, second = tmp_path / "mounted", tmp_path / "data 1", tmp_path / "data 2"
    for place, zone in ((first, "Asia/Seoul"), (second, "Asia/Tokyo")):
        ConfigFolder(place).replace("monitor", "Asia/Seoul", zone)
    (mounted).mkdir()
    (tmp_path / "current").symlink_to(first)
    for name in ("monitor.toml", "feeds.toml", "topics.toml"):
        (mounted / name).symlink_to(tmp_path / "current" / name)
    watched = Watched(mounted, output)
    (tmp_path / "next").symlink_to(second)
    (tmp_path / "next").rename(tmp_path / "current")
    swapped = watched.apply_edit()
    assert isinstance(swapped, Config)
    assert swapped.timezone == "Asia/Tokyo"

    watched = Watched(folder.path, output)
    draft = folder.path / ".monitor.toml.swp"
    draft.write_text(MONITOR.replace("Asia/Seoul", "Asia/Tokyo"), encoding="utf-8")
    draft.rename(folder.path / "monitor.toml")
    renamed = watched.apply_edit()
    assert isinstance(renamed, Config)
    assert renamed.timezone == "Asia/Tokyo"


def test_a_same_sized_edit_at_the_same_time_is_noticed(watched: Watched, folder: ConfigFolder) -> None:
    """An edit that keeps size and modification time is seen by its change time."""
    path = folder.path / "monitor.toml"
    before = path.stat()
    folder.replace("monitor", "Asia/Seoul", "Asia/Dhaka")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    taken = watched.apply_edit()
    assert isinstance(taken, Config)
    assert taken.timezone == "Asia/Dhaka"


def test_a_restart_with_a_broken_folder_uses_the_stored_config(
    watched: Watched, folder: ConfigFolder, output: Path
) -> None:
    """The last good config is stored in the output folder, and used if the user's is broken."""
    folder.replace("monitor", "Asia/Seoul", "Asia/Tokyo")
    taken = watched.apply_edit()
    folder.write(feeds="[[feed]\n")
    again = ConfigReloader(folder.path, output)
    assert again.start() == taken
    assert [problem.file for problem in again.problems] == ["feeds.toml"]
    folder.write(feeds=FEEDS)
    assert [again.poll(START), again.poll(START + timedelta(seconds=2))] == [None, taken]
    assert again.problems == ()


@pytest.mark.fault(136)
def test_a_config_that_fails_replaces_no_stored_one(folder: ConfigFolder, output: Path) -> None:
    """A valid config whose address is in use is never stored; a restart uses the last one that worked."""
    watch = ConfigReloader(folder.path, output)
    good = watch.start()
    watch.confirm()
    folder.replace("monitor", "Asia/Seoul", "Asia/Tokyo")
    assert watch.poll(START) is None
    bad = watch.poll(START + timedelta(seconds=2))
    assert isinstance(bad, Config)
    watch.roll_back(good, "cannot listen on 127.0.0.1:80")
    assert watch.current == good
    assert "cannot listen" in str(watch.problems[0])
    assert last_good(output, folder.path) == good
    folder.write(monitor=MONITOR)
    assert watch.poll(START + timedelta(seconds=3)) is None
    assert watch.poll(START + timedelta(seconds=5)) == good
    assert watch.problems == ()


def test_a_first_start_with_a_broken_folder_is_refused(folder: ConfigFolder, output: Path) -> None:
    """Without a stored config a broken folder is refused."""
    folder.write(feeds="[[feed]\n")
    with pytest.raises(ConfigError):
        ConfigReloader(folder.path, output).start()


def test_one_complete_copy_is_stored(watched: Watched, folder: ConfigFolder, output: Path) -> None:
    """One folder is stored, readable by its owner; the draft of a killed process is ignored."""
    folder.replace("monitor", "Asia/Seoul", "Asia/Tokyo")
    taken = watched.apply_edit()
    assert isinstance(taken, Config)
    (kept,) = (output / "config").iterdir()
    assert kept.name == taken.version
    assert kept.stat().st_mode & 0o077 == 0
    (output / "config" / "0123456789abcdef.draft").mkdir()
    (output / "config" / "fedcba9876543210").mkdir()
    assert last_good(output, folder.path) == taken


def test_the_topics_before_an_edit_are_kept(watched: Watched, folder: ConfigFolder, output: Path) -> None:
    """Edits of other files do not replace them, so the last edit of the topics can be tried afterwards."""
    assert previous_topics(output) is None
    before = watched.first.topics
    folder.replace("topics", "Assange", "Snowden")
    assert isinstance(watched.apply_edit(), Config)
    assert previous_topics(output) == before
    folder.replace("monitor", "Asia/Seoul", "Asia/Tokyo")
    assert isinstance(watched.apply_edit(), Config)
    assert previous_topics(output) == before


def test_an_output_folder_that_cannot_be_written_stops_nothing(folder: ConfigFolder, output: Path) -> None:
    """The config is applied, and the log says that a restart will not know it."""
    output.write_text("a file is in the way", encoding="utf-8")
    watched = Watched(folder.path, output)
    assert watched.watch.current is not None
    assert os.strerror(errno.ENOTDIR) in watched.watch.save_error
    with pytest.raises(OSError, match=os.strerror(errno.ENOTDIR)):
        save(output, watched.first, {})
