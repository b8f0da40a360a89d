"""A digest written to its files, and with it the index, the feeds and the latest.* copies.

The catalogue (digests/index.json) remembers each digest in short; where it is missing or damaged it is made
again from the dated JSON files.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.digest import (
    DigestSummary,
    join,
    read_catalogue,
    render_atom,
    render_catalogue,
    render_html,
    render_index,
    render_json,
    render_markdown,
    slug,
    summarise,
    summary_of,
)
from monitor.errors import PublishError
from monitor.models import Digest
from monitor.publish.files import write_text

_RENDERERS = {"html": render_html, "md": render_markdown, "json": render_json}
_CATALOGUE = "index.json"
_NAMED = 3


def publish_digest(digest: Digest, folder: Path, formats: Sequence[str]) -> tuple[Path, ...]:
    """Write a digest in the formats asked for (`html`, `md`, `json`, `atom`); return its files.

    Dated files first, then latest.* where no later digest is known, then the index (with html) and the feeds
    (with atom). What holds the same bytes already is not rewritten; publishing twice changes nothing.

    Raises:
        PublishError: a file cannot be written, in one line; those written before it are whole.
    """
    digests = folder / "digests"
    day = digest.window.date
    rendered = {form: _RENDERERS[form](digest) for form in _RENDERERS if form in formats}
    files = {digests / f"{day.isoformat()}.{form}": text for form, text in rendered.items()}
    summaries = join(_known(digests), summarise(digest))
    if summaries[0].day == day:
        files |= {folder / f"latest.{form}": text for form, text in rendered.items()}
    if "html" in formats:
        files[digests / "index.html"] = render_index(summaries, feeds="atom" in formats, title=digest.title)
    if "atom" in formats:
        name = {"title": digest.title, "archive_id": digest.archive_id}
        files[digests / "feed.atom"] = render_atom(summaries, **name)
        for section in digest.topics:
            files[digests / "topics" / f"{slug(section.id)}.atom"] = render_atom(
                summaries, section.id, **name
            )
    for path, text in files.items():
        write_text(path, text)
    write_text(digests / _CATALOGUE, render_catalogue(summaries))
    return tuple(files)


def publish_asked(
    digest: Digest, folder: Path, formats: Sequence[str], topics: Sequence[str]
) -> tuple[Path, ...]:
    """Write a digest that somebody asked for to a folder, named by its span and topics; return its files.

    No index and no feed names it, and latest.* stays what it is. Raises PublishError.
    """
    where = ZoneInfo(digest.window.timezone)
    ends = [at.astimezone(where).strftime("%Y-%m-%dT%H%M") for at in (digest.window.start, digest.window.end)]
    name = "-".join(["asked", ends[0], "to", ends[1], *(slug(topic) for topic in topics[:_NAMED])])
    files = {folder / f"{name}.{form}": _RENDERERS[form](digest) for form in _RENDERERS if form in formats}
    for path, text in files.items():
        write_text(path, text)
    return tuple(files)


def withdraw_digest(folder: Path, day: date) -> None:
    """Take away the files of a digest that bears a wrong date, and the catalogue that names it.

    The catalogue is made again from the dated files. Raises PublishError.
    """
    digests = folder / "digests"
    for path in (*(digests / f"{day.isoformat()}.{form}" for form in _RENDERERS), digests / _CATALOGUE):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PublishError(f"while removing {path}: {error.strerror or error}") from error


def keep_aside(folder: Path, day: date) -> tuple[Path, ...]:
    """Rename the files that bear a date of which the archive has no digest; return their new names.

    They came from an archive that is gone: nobody could write them again. Raises PublishError.
    """
    kept = []
    for path in _dated_files(folder, day):
        aside, count = path.with_name(f"{path.stem}-kept{path.suffix}"), 1
        while aside.exists():
            count += 1
            aside = path.with_name(f"{path.stem}-kept-{count}{path.suffix}")
        try:
            path.rename(aside)
        except OSError as error:
            raise PublishError(f"while renaming {path}: {error.strerror or error}") from error
        kept.append(aside)
    return tuple(kept)


def _dated_files(folder: Path, day: date) -> tuple[Path, ...]:
    paths = (folder / "digests" / f"{day.isoformat()}.{form}" for form in _RENDERERS)
    return tuple(path for path in paths if path.is_file())


def missing_files(folder: Path, day: date, formats: Sequence[str]) -> tuple[Path, ...]:
    """Return the dated files of a digest that are not below a folder, of the formats asked for."""
    paths = (folder / "digests" / f"{day.isoformat()}.{form}" for form in _RENDERERS if form in formats)
    return tuple(path for path in paths if not path.is_file())


def _known(digests: Path) -> tuple[DigestSummary, ...]:
    """Return what is known of the digests written before, from the catalogue or else from their files."""
    try:
        return read_catalogue((digests / _CATALOGUE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return tuple(_read_again(digests))


def _read_again(digests: Path) -> Iterator[DigestSummary]:
    for path in sorted(digests.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json")):
        try:
            summary = summary_of(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
        if summary.day.isoformat() == path.stem:
            yield summary
