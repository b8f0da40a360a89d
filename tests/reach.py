"""The functions of the program that its commands reach.

The answer comes from names: a function counts as reached if reached code mentions its name. That may count a
function too many (two functions of one name), never one too few, except for one that is called by a name that
the program puts together at run time.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Decorators that change how a function is called, without calling it.
_CALLS_NOBODY = {
    "staticmethod", "classmethod", "property", "cached_property", "cache", "lru_cache", "contextmanager",
    "asynccontextmanager", "override", "abstractmethod", "overload", "wraps", "setter",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method of the program; functions inside it belong to it.

    Attributes:
        module: dotted name.
        name: with the class before it.
        body: its lines, without decorators, signature and docstring.
        called_by_library: a library that it is registered with, or that its class inherits from, may call it.
    """

    module: str
    name: str
    path: Path
    body: range
    mentions: frozenset[str]
    owner: str
    called_by_library: bool


class Program:
    """The source of a package, and the functions that its entry modules reach."""

    def __init__(self, package: Path, entries: Iterable[str]) -> None:
        """Read the package.

        Args:
            package: its folder.
            entries: dotted names of the modules to begin with; a package means all of its modules.
        """
        self._package = package
        self._trees = {
            self._name(path): (path, ast.parse(path.read_text(encoding="utf-8")))
            for path in sorted(package.rglob("*.py"))
        }
        self._called_by_libraries = _called_by_libraries(
            package.name, [tree for _, tree in self._trees.values()]
        )
        # A library that gets a module's name imports it and may call any of its functions.
        self._told = set().union(*(_texts(tree) for _, tree in self._trees.values())) & self._trees.keys()
        self.functions = [
            function
            for module, (path, tree) in self._trees.items()
            for function in self._functions(module, path, tree)
        ]
        self.modules = self._reached_modules(tuple(entries))
        self.reached = self._reached_functions()

    def executed(self, path: Path, lines: Iterable[int]) -> set[Function]:
        """Return the functions of a file whose bodies contain one of these lines."""
        ran = set(lines)
        return {f for f in self.functions if f.path == path and not ran.isdisjoint(f.body)}

    def _name(self, path: Path) -> str:
        parts = (self._package.name, *path.relative_to(self._package).with_suffix("").parts)
        return ".".join(parts).removesuffix(".__init__")

    def _reached_modules(self, entries: tuple[str, ...]) -> set[str]:
        waiting = [name for name in self._trees if any(f"{name}.".startswith(f"{e}.") for e in entries)]
        reached: set[str] = set()
        while waiting:
            module = waiting.pop()
            if module not in reached:
                reached.add(module)
                waiting += _imports(self._trees[module][1]) & self._trees.keys()
        return reached

    def _reached_functions(self) -> set[Function]:
        candidates = [function for function in self.functions if function.module in self.modules]
        mentioned: set[str] = set()
        for module in self.modules:
            mentioned |= _mentions_outside_functions(self._trees[module][1])
        reached: set[Function] = set()
        found = True
        while found:
            new = {f for f in candidates if f not in reached and _called(f, mentioned)}
            reached |= new
            mentioned = mentioned.union(*(function.mentions for function in new))
            found = bool(new)
        return reached

    def _functions(self, module: str, path: Path, tree: ast.Module) -> Iterator[Function]:
        aliases = _aliases(tree)
        for owner, node in _definitions(tree):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            mentions = _mentions(node)
            yield Function(
                module,
                f"{owner.name}.{node.name}" if owner else node.name,
                path,
                range(first.lineno, (node.end_lineno or first.lineno) + 1),
                frozenset(mentions | {aliases[name] for name in mentions & aliases.keys()}),
                owner.name if owner else "",
                _registered(node)
                or (owner.name in self._called_by_libraries if owner else module in self._told),
            )


def _called(function: Function, mentioned: set[str]) -> bool:
    name = function.name.rpartition(".")[2]
    if function.owner and function.owner not in mentioned:
        return False
    dunder = name.startswith("__") and name.endswith("__")
    return name in mentioned or function.called_by_library or (bool(function.owner) and dunder)


def _definitions(
    tree: ast.Module,
) -> Iterator[tuple[ast.ClassDef | None, ast.FunctionDef | ast.AsyncFunctionDef]]:
    waiting: list[tuple[ast.ClassDef | None, ast.AST]] = [(None, child) for child in tree.body]
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield owner, node
        elif isinstance(node, ast.ClassDef):
            waiting += ((node, child) for child in node.body)
        elif isinstance(node, ast.stmt):
            waiting += ((owner, child) for child in ast.iter_child_nodes(node))


def _mentions_outside_functions(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += node.decorator_list
            waiting += (default for default in (*node.args.defaults, *node.args.kw_defaults) if default)
        else:
            found |= _mention(node)
            waiting += ast.iter_child_nodes(node)
    aliases = _aliases(tree)
    return found | {aliases[name] for name in found & aliases.keys()}


def _mentions(node: ast.AST) -> set[str]:
    return set().union(*(_mention(child) for child in ast.walk(node)))


def _mention(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"getattr", "attrgetter", "methodcaller"}:
        return {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return set()


def _aliases(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }


def _imports(tree: ast.Module) -> set[str]:
    """Return the dotted names that a module imports, or names in a text for a library to import."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module}, (f"{node.module}.{alias.name}" for alias in node.names))
    names |= _texts(tree)
    parts = (name.split(".") for name in names)
    return {".".join(part[:count]) for part in parts for count in range(1, len(part) + 1)}


def _texts(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _called_by_libraries(package: str, trees: list[ast.Module]) -> set[str]:
    """Return the names of classes that inherit from a library's class, or are mixed into one that does."""
    bases: dict[str, set[str]] = defaultdict(set)
    found: set[str] = set()
    for tree in trees:
        foreign = _foreign(package, tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                roots = {ast.unparse(base).partition("[")[0].partition(".")[0] for base in node.bases}
                bases[node.name] |= roots
                if roots & foreign:
                    found.add(node.name)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "type" and len(node.args) > 1:
                found |= _mentions(node.args[1])
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _foreign(package: str, tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] != package:
            names.update(alias.asname or alias.name for alias in node.names)
    return names - {"Protocol", "Generic", "ABC", "NamedTuple", package}


def _registered(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = (
        ast.unparse(d.func if isinstance(d, ast.Call) else d).rpartition(".")[2] for d in node.decorator_list
    )
    return any(name not in _CALLS_NOBODY for name in names)
