"""The databases of the archive: SQLite in a file and in memory, and a private PostgreSQL server."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest

from monitor.archive import Archive, open_archive
from tests.empty_archive import URL, put_empty_archive

_NUMBERS = count(1)


def _programs() -> Path | None:
    """Find the newest installed PostgreSQL server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _other_user() -> pwd.struct_passwd:
    """Return the user of the server, which refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("no user but root to run PostgreSQL as")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a private server on a socket in a temporary folder; return its URL."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (/usr/lib/postgresql/*/bin)")
    folder = Path(tempfile.mkdtemp(prefix="archive-postgres-"))
    identity: dict[str, int] = {}
    if os.geteuid() == 0:
        user = _other_user()
        identity = {"user": user.pw_uid, "group": user.pw_gid}
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        log = folder / "log"
        done = subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            cwd=folder, capture_output=True, text=True, check=False, timeout=120,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **identity,
        )  # fmt: skip
        detail = log.read_text() if log.exists() else ""
        assert done.returncode == 0, done.stdout + done.stderr + detail

    try:
        run("initdb", "-U", "monitor", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=20"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://monitor@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a database that holds an empty archive; return its name."""
    name = "migrated"
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    open_archive(postgres.format(name), tmp_path_factory.mktemp("migrated")).close()
    return name


@pytest.fixture
def postgres_url(postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of an empty database; if the test uses `archive`, it holds an empty archive already.

    Copying a database takes a third of the CPU time of all migrations.
    """
    name = f"archive{next(_NUMBERS)}"
    copied = ""
    if "archive" in request.fixturenames:
        copied = f"TEMPLATE {request.getfixturevalue('migrated_postgres')}"
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as connection:
        if copied and connection.info.server_version >= 150000:  # earlier servers always copy files
            copied += " STRATEGY file_copy"
        connection.execute(f"CREATE DATABASE {name} {copied}")
        yield postgres.format(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["file", "memory", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the URL of each kind of database in turn."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return URL if request.param == "file" else "sqlite://"


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Iterator[Archive]:
    """Open a new archive on each kind of database."""
    if url == URL:
        put_empty_archive(tmp_path)
    with open_archive(url, tmp_path) as opened:
        yield opened


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Callable[..., Archive]]:
    """Open the archive in a file, as often as a test likes."""
    put_empty_archive(tmp_path)
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_archive(URL, tmp_path, **options))


@pytest.fixture
def as_nobody() -> Callable[..., str]:
    """Run a line of Python as another user; return its output."""
    nobody = pwd.getpwnam("nobody").pw_uid

    def run(folder: Path, line: str) -> str:
        program = (
            "import os\n"
            "from pathlib import Path\n"
            "from monitor.archive import open_archive\n"
            "from monitor.errors import MonitorError\n"
            "from tests.archive.making import entry, poll\n"
            "poll(open_archive('sqlite://', Path()), [entry('imports what this user cannot')])\n"
            f"if os.geteuid() == 0: os.setgroups([]); os.setresuid({nobody}, {nobody}, {nobody})\n"
            f"folder = Path({str(folder)!r})\n"
            f"try:\n    {line}\n"
            "except MonitorError as error:\n    print(f'{type(error).__name__}: {error}')\n"
        )
        if os.geteuid() != 0:
            folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-B", "-c", program],
            capture_output=True, text=True, check=False, timeout=60, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        folder.chmod(0o755)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
