"""The structure of the program: layers, pure modules, sizes, names, and the words of its prose."""

import ast
import importlib
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.archive import open_archive
from monitor.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "monitor"

# Lowest first; a module imports its own layer's package or lower layers only.
LAYERS = (
    ("models", "errors", "text_safety", "files", "malloc", "clock", "lazy_names"),
    ("read", "match", "digest", "policy", "evaluation", "tasks"),
    ("fetch", "archive", "publish", "config", "executors", "translate", "semantic"),
    ("pipeline",),
    ("logs", "app", "service", "web", "mcp_server", "demo_site"),
    ("cli", "__main__"),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
PURE = {
    "models",
    "errors",
    "text_safety",
    "lazy_names",
    "read",
    "match",
    "digest",
    "policy",
    "evaluation",
    "tasks",
}
# `tasks` is the one pure module that joins others: what a worker does is read, then match.
JOINS = {("tasks", "read"), ("tasks", "match"), ("tasks", "policy")}
IMPURE_LIBRARIES = {
    "monitor.clock", "monitor.files", "monitor.malloc",
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
    """Return the folder or module of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "monitor":
                yield from (f"monitor.{alias.name}" for alias in node.names)


def relative(path: Path) -> str:
    """Return the path of a file in the project, as a test id."""
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
def test_pure_modules_do_no_io(path: Path) -> None:
    """A pure module imports no clock, socket, database, log or file access, and opens no file."""
    for name in imports(path):
        touched = {name, name.split(".")[0]} & IMPURE_LIBRARIES
        assert not touched, f"{relative(path)} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, f"{relative(path)}:{node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}, f"{relative(path)}:{node.lineno}: a clock"


def test_no_import_cycles() -> None:
    """No two modules import each other, directly or through others."""
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
def test_modules_and_functions_are_short(path: Path) -> None:
    """Modules and functions have a limited length, and modules have meaningful names."""
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


def test_only_fetch_opens_connections() -> None:
    """Only monitor/fetch opens connections to the web (faults.md row 26).

    monitor/translate asks the one server that the user names, never an address from the web.
    """
    clients = {"requests", "httpx", "urllib.request", "http.client", "urllib3"}
    for path in modules():
        for name in imports(path):
            assert name not in clients, f"{relative(path)} imports {name}"
            if name.split(".")[0] == "aiohttp":
                allowed = {"fetch", "web", "demo_site", "translate"}
                assert part_of(path) in allowed, f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=relative)
def test_each_test_has_a_docstring(path: Path) -> None:
    """Every test has a docstring of one sentence, and none patches with mocks."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), f"{path.name}:{node.lineno} {node.name}"
    for name in imports(path):
        assert name.split(".")[:2] != ["unittest", "mock"], path.name


def test_workers_import_no_command() -> None:
    """The module of the console script, which multiprocessing imports in each process, imports no command."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, function = written["project"]["scripts"]["monitor"].partition(":")
    program = f"import sys; from {module} import {function}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert module in loaded
    assert not loaded & {"click", "sqlalchemy", "pydantic", "aiohttp", "trafilatura", "monitor.cli"}


# One module name in two folders says: the same thing, seen by another layer.
SAME_THING = {
    "app": "the parts of the program put together; the web application",
    "archive": "the folder, and the class that it is about",
    "article": "the command and the page that show one, and reading one",
    "articles": "models, and the tables that hold them",
    "chronicle": "the models, the building, the rendering, the command and the page of a chronicle",
    "demo": "the command, and the news that it shows",
    "digest": "the command, and the folder that builds digests",
    "digests": "models, tables, steps, rules, files and the page of digests",
    "export": "the command, and the files that it writes",
    "feeds": "models, tables, commands and the page of feeds",
    "files": "atomic writes; the digest files written with them; the files that the page serves",
    "match": "the command, and the folder that matches",
    "period_digests": "the table, and the step that writes digests of weeks and months",
    "periods": "models of weeks and months, and when they are due",
    "missed": "articles that may have been missed: models, the step, the command; the folder that finds why",
    "report": "what it says, the step that counts it, the command, the page",
    "outbox": "models of deliveries, and the table that holds them",
    "polls": "models of polls, and the tables that hold them",
    "saved_searches": "the table that holds them, and the page that lists them",
    "search": "a search in each layer: the command, the step, the page, the query, the tables, the models",
    "status": "the status in each layer: the command, the step, the tables",
    "story": "the command and the page that show one, and the step that finds it",
    "suggest": "the command and the page that suggest words",
    "topics": "models, and the page of topics",
    "source_counts": "what an outlet brought, and the query that counts it",
    "terminal": "what the terminal shows: of commands, of a digest",
    "verdict": "the command and the form that store one",
    "verdicts": "models, the table that holds them, the step, and the commands",
    "worker": "a worker: the command that starts it, the loop that it runs",
}
# One public function or class name in two modules does the same job on the same terms.
SAME_JOB = {
    "command": "the click command of each module of monitor/cli",
    "inflect_phrase": "one for each language, called alike",
    "inflect_word": "one for each language, called alike",
    "main": "the entry point of a process",
}


def recurring(found: Iterator[tuple[str, Path]]) -> dict[str, list[str]]:
    """Return the names that occur in more than one file, with these files."""
    places: dict[str, list[str]] = {}
    for name, path in found:
        places.setdefault(name, []).append(relative(path))
    return {name: files for name, files in places.items() if len(files) > 1}


def test_a_module_name_means_one_thing() -> None:
    """A module name recurs in two folders only for the same thing, listed with what that is."""
    stems = ((path.parent.name if path.stem == "__init__" else path.stem, path) for path in modules())
    names = recurring(stems)
    assert {name: files for name, files in names.items() if name not in SAME_THING} == {}


# Phrases of an older style that readers had to read twice; today's word is in the comment.
OLD_STYLE = re.compile(
    r"""\b(?: (?:is|are|none\ is)\ begun   # starts
    | lest | anew | be\ it | whereof       # so that ... not; again; either ... or; of which
    | whoever | nobody                     # who; no one, or name the actor
    | what\ is\ (?:asked|told)             # the request, the text
    | (?:is|are)\ told                     # is reported, shown
    | have\ it\ done | upkeep | at\ work   # do it; maintenance; running
    | nought | notwithstanding             # zero; despite
    | stands?\ (?:in|for|beside|below|together)  # is in; means; is beside
    | told\ apart | speaks?\ for           # distinguished; is evidence for
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "config", "packaging")


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page, or the comments and docstrings of a module."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Quotes, code and URLs are not prose; names of tests are not either.
        plain = re.sub(r"`[^`\n]*`|\"[^\"\n]*\"|https?:\S+", "", text)
        yield from enumerate(plain.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def test_prose_is_plain() -> None:
    """Comments, docstrings and pages use no phrase of the older style."""
    modules_ = [
        path for folder in ("monitor", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    ]
    pages = [path for name in PAGES for path in [ROOT / name, *(ROOT / name).rglob("*")] if path.is_file()]
    pages = [path for path in pages if path.suffix in {".md", ".toml", ".service"}]
    found = [
        f"{relative(path)}:{line}: {hit[0]}"
        for path in sorted({*modules_, *pages} - {Path(__file__)})
        for line, text in prose(path)
        if (hit := OLD_STYLE.search(text))
    ]
    assert found == []


def test_pages_name_files_that_exist() -> None:
    """Each file of the project that a page names exists; names in capitals are placeholders."""
    named = re.compile(
        r"\b(?:tests|monitor|benchmarks|docs|config|packaging)/[\w./-]+\.(?:py|md|toml|jsonl|json|service)"
    )
    missing = [
        f"{relative(page)}: {name}"
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
        if page.name != "CHANGELOG.md"
        for name in named.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / name).exists() and not Path(name).stem.isupper()
    ]
    assert missing == []


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=relative)
def test_benchmarks_import_existing_names(path: Path) -> None:
    """A benchmark, which no other test runs, imports modules and names that exist."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            local = [name for name in names if name.startswith("_")]
            assert [name for name in local if not (path.parent / f"{name}.py").is_file()] == []
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("monitor", "tests")):
            module = importlib.import_module(node.module or "")
            assert [
                name
                for name in names
                if not hasattr(module, name) and find_spec(f"{node.module}.{name}") is None
            ] == []


def public_names() -> Iterator[tuple[str, Path]]:
    """Yield the public functions and classes at the top of each module."""
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            defined = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if defined and not node.name.startswith("_"):
                yield node.name, path


def test_a_public_name_means_one_thing() -> None:
    """No public function or class name is defined twice with different meanings."""
    names = recurring(public_names())
    assert {name: files for name, files in names.items() if name not in SAME_JOB} == {}


def test_no_lazy_name_is_hidden_by_a_module() -> None:
    """No name that monitor.pipeline exports is also a module in it, which would take its place."""
    assert not set(pipeline.__all__) & {path.stem for path in (PACKAGE / "pipeline").glob("*.py")}
    assert [name for name in pipeline.__all__ if not hasattr(pipeline, name)] == []


def loaded(*arguments: str) -> set[str]:
    """Run a command in a process of its own and return the modules that it has loaded at its end."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('\\n', *sys.modules))\n"
        "from monitor.__main__ import main\n"
        f"sys.argv = ['monitor', *{arguments!r}]\n"
        "main()"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    return set(ended.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_loads_no_library_but_click(option: str) -> None:
    """`monitor --version` and `--help` load no database, matcher, parser or terminal library."""
    present = loaded(option)
    heavy = {"sqlalchemy", "lxml", "numpy", "pydantic", "rich", "asyncio", "feedparser", "trafilatura"}
    assert not present & heavy
    assert {name for name in present if name.split(".")[0] == "monitor"} == {
        "monitor", "monitor.__main__", "monitor.cli",
    }  # fmt: skip


@pytest.mark.parametrize("command", ["init", "check", "status"])
def test_short_commands_load_no_readers(command: str, tmp_path: Path) -> None:
    """`init`, `check` and `status` load no reader of feeds or pages, no HTTP client and no numpy."""
    config, output = str(tmp_path / "config"), str(tmp_path / "output")
    loaded("--config", config, "init")
    if command == "status":
        open_archive("sqlite:///archive.db", tmp_path / "output").close()
    present = loaded("--config", config, "--output", output, command)
    assert f"monitor.cli.{command}" in present
    assert not present & {"trafilatura", "alembic", "numpy", "feedparser", "lxml", "aiohttp", "babel"}
    if command != "check":
        assert not present & {
            "monitor.match.compile",
            "monitor.match.checks.lint",
            "ahocorasick_rs",
            "regex",
            "lark",
        }
    if command != "status":
        assert not present & {"sqlalchemy", "jinja2", "monitor.archive", "rich"}


def test_commands_collect_garbage() -> None:
    """A command is imported without garbage collection, which is on again when it runs."""
    program = (
        "import gc\n"
        "from monitor.cli import monitor\n"
        "command = monitor.get_command(None, 'check')\n"
        "print(command.name, gc.isenabled(), gc.get_freeze_count() > 1000)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "check True True\n"


def test_status_for_programs_loads_no_terminal_library(tmp_path: Path) -> None:
    """`status --health`, which a container runs every minute, loads neither the matcher nor rich."""
    config, output = str(tmp_path / "config"), str(tmp_path / "output")
    loaded("--config", config, "init")
    open_archive("sqlite:///archive.db", tmp_path / "output").close()
    present = loaded("--config", config, "--output", output, "status", "--health")
    assert "sqlalchemy" in present
    assert not present & {"rich", "monitor.match.compile", "monitor.match.text.normalize", "lark", "jinja2"}


def test_the_help_lists_every_command() -> None:
    """`monitor --help`, which imports no command, lists exactly the modules that have one."""
    folder = PACKAGE / "cli"
    files = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    commands = {name for name, text in files.items() if "\ndef command(" in text}
    commands |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert commands == COMMANDS.keys()
