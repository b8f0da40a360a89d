"""How models travel between processes: as their values.

A dataclass with slots names its fields anew for each object that pickle packs or unpacks, which takes twice
as long; a feed of news is sixty objects.
"""

from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def packed(cls: type[T]) -> type[T]:
    """Have the objects of a dataclass, which has two fields or more, packed as a call with their values."""
    values = attrgetter(*(field.name for field in fields(cls)))  # type: ignore[arg-type]

    def __reduce__(self: T) -> tuple[type[T], tuple[Any, ...]]:  # noqa: N807
        return cls, values(self)

    cls.__reduce__ = __reduce__  # type: ignore[assignment,method-assign]
    return cls
