"""The house keeps its shape: layers, purity, sizes, words."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "monitor"

# Lowest first; a module imports its own layer's package or lower layers only.
LAYERS = (
    ("models", "errors", "text_safety", "files", "malloc"),
    ("read", "match", "digest", "policy", "tasks"),
    ("fetch", "archive", "publish", "config", "executors"),
    ("pipeline",),
    ("logs", "app", "service", "web", "demo_site"),
    ("cli", "__main__"),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
PURE = {"models", "errors", "text_safety", "read", "match", "digest", "policy", "tasks"}
# `tasks` is the one pure module that joins others: what a worker does is read, then match.
JOINS = {("tasks", "read"), ("tasks", "match"), ("tasks", "policy")}
IMPURE_LIBRARIES = {
    "asyncio", "socket", "sqlite3", "sqlalchemy", "alembic", "logging", "aiohttp", "threading",
    "multiprocessing", "subprocess", "time", "tempfile", "shutil", "os", "random", "urllib.request",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


def modules() -> list[Path]:
    """List the source files of the package, migrations left out."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations/versions" not in path.as_posix()]


def part_of(path: Path) -> str:
    """Name the part of the house that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "monitor":
                yield from (f"monitor.{alias.name}" for alias in node.names)


def relative(path: Path) -> str:
    """Name a file as a test id."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_imports_go_down(path: Path) -> None:
    """A module imports lower layers only, and adapters never import each other."""
    part = part_of(path)
    if part == "__init__":
        return
    for name in imports(path):
        if not name.startswith("monitor."):
            continue
        other = name.split(".")[1]
        if other in {part, "__version__"}:
            continue
        assert other in RANK, f"{relative(path)} imports {name}, which no layer knows"
        lower = RANK[other] < RANK[part]
        beside = RANK[other] == RANK[part] and (
            part in LAYERS[0] or (part, other) in JOINS or RANK[part] >= RANK["logs"]
        )
        assert lower or beside, f"{relative(path)} imports {name}: not a lower layer"


@pytest.mark.parametrize("path", [p for p in modules() if part_of(p) in PURE], ids=relative)
def test_pure_modules_touch_nothing(path: Path) -> None:
    """A pure module imports no clock, socket, database, logging or file access, and opens nothing."""
    for name in imports(path):
        touched = {name, name.split(".")[0]} & IMPURE_LIBRARIES
        assert not touched, f"{relative(path)} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, f"{relative(path)}:{node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}, f"{relative(path)}:{node.lineno}: a clock"


def test_no_import_cycles() -> None:
    """No two modules import each other, directly or round a corner."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules()
    }
    graph = {
        name: {other for other in imports(path) if other in names and other != name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, "cycle: " + " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_small_rooms(path: Path) -> None:
    """Modules and functions stay small enough to be read at one sitting, and are named for what they hold."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE, "split it by concept"
    assert path.stem not in FORBIDDEN_NAMES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            lines = (node.end_lineno or 0) - node.lineno + 1 - len((docstring or "").splitlines())
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


def test_only_the_command_line_prints() -> None:
    """Nothing but monitor/cli writes to the terminal."""
    for path in modules():
        if part_of(path) in {"cli", "__main__"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{relative(path)}:{node.lineno}"


def test_one_way_out() -> None:
    """Only monitor/fetch opens connections to the network (faults.md row 26)."""
    clients = {"requests", "httpx", "urllib.request", "http.client", "urllib3"}
    for path in modules():
        for name in imports(path):
            assert name not in clients, f"{relative(path)} imports {name}"
            if name.split(".")[0] == "aiohttp":
                assert part_of(path) in {"fetch", "web", "demo_site"}, f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=relative)
def test_each_test_says_what_it_proves(path: Path) -> None:
    """Every test has a docstring of one sentence, and none patches with mocks."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), f"{path.name}:{node.lineno} {node.name}"
    for name in imports(path):
        assert name.split(".")[:2] != ["unittest", "mock"], path.name


def test_what_starts_the_program_brings_nothing_into_its_workers() -> None:
    """The module of the console script, which multiprocessing imports in each process, imports no command."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, function = written["project"]["scripts"]["monitor"].partition(":")
    program = f"import sys; from {module} import {function}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert module in loaded
    assert not loaded & {"click", "sqlalchemy", "pydantic", "aiohttp", "trafilatura", "monitor.cli"}
