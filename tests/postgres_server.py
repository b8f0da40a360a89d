"""Fixtures: a private PostgreSQL server, and an empty database on it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from monitor.archive import open_archive

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
