"""Searches are kept under a name of their own, in a bounded number."""

import pytest

from monitor.archive import Archive
from monitor.archive.search.saved_searches import LONGEST_NAME, MOST_SAVED
from monitor.errors import UsageError
from tests.archive.making import HOUR, NOW


def names(archive: Archive) -> list[str]:
    """Return the names of the saved searches."""
    return [one.name for one in archive.saved_searches.all()]


def test_searches_are_saved_renamed_and_deleted(archive: Archive) -> None:
    """Saved searches come in the order of their names, and are renamed and deleted by number."""
    archive.saved_searches.add("treaties", "q=treaty&since=7d", NOW)
    archive.saved_searches.add("  Airport\u00a0 works ", "q=%EA%B3%B5%ED%95%AD", NOW + HOUR)
    archive.saved_searches.add("\ud800 odd \0", "q=x", NOW)
    assert names(archive) == ["Airport works", "treaties", "\ufffd odd \ufffd"]
    first, second, odd = archive.saved_searches.all()
    assert (first.parameters, first.saved) == ("q=%EA%B3%B5%ED%95%AD", NOW + HOUR)
    archive.saved_searches.rename(second.id, "Treaties")
    archive.saved_searches.rename(first.id, "Works")
    archive.saved_searches.delete(odd.id)
    archive.saved_searches.delete(odd.id)
    assert names(archive) == ["Treaties", "Works"]
    with pytest.raises(UsageError, match="deleted meanwhile"):
        archive.saved_searches.rename(odd.id, "Odd")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (" ", "needs a name"),
        ("x" * (LONGEST_NAME + 1), "has 101 characters"),
        ("TREATIES", "'TREATIES' is saved already"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(archive: Archive, name: str, told: str) -> None:
    """An empty, long or taken name is refused with the reason, and nothing changes."""
    archive.saved_searches.add("Treaties", "q=treaty", NOW)
    archive.saved_searches.add("Airport", "q=airport", NOW)
    for change in (
        lambda: archive.saved_searches.add(name, "q=x", NOW),
        lambda: archive.saved_searches.rename(archive.saved_searches.all()[0].id, name),
    ):
        with pytest.raises(UsageError, match=told):
            change()
    assert names(archive) == ["Airport", "Treaties"]


def test_saved_searches_are_few(reopen) -> None:  # type: ignore[no-untyped-def]
    """More than two hundred searches are not saved; the message says what to do."""
    archive = reopen()
    for number in range(MOST_SAVED):
        archive.saved_searches.add(f"Search {number}", "q=x", NOW)
    with pytest.raises(UsageError, match="delete one first"):
        archive.saved_searches.add("One more", "q=x", NOW)
    assert len(archive.saved_searches.all()) == MOST_SAVED
