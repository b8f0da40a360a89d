"""Import the names of a package at their first use (PEP 562), so that short commands start fast."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, modules: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package whose names are imported at their first use.

    Args:
        package: its `__name__`.
        modules: its modules, each with the names that the package exports. No name may be that of a module of
            the package, which would hide it.
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def __getattr__(name: str) -> Any:  # noqa: N807 - the name that Python calls
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{homes[name]}")
        value = getattr(module, name)
        setattr(import_module(package), name, value)
        return value

    return __getattr__
