"""Writes the files of a digest, the index, the Atom feeds, the chronicles and the latest.* copies.

The catalogue (digests/index.json) has a summary of each digest. If it is missing or damaged, it is rebuilt
from the dated JSON files.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.digest import (
    DigestSummary,
    join,
    join_periods,
    read_catalogue,
    render_atom,
    render_catalogue,
    render_chronicle_html,
    render_html,
    render_index,
    render_json,
    render_markdown,
    slug,
    summarise,
    summary_of,
)
from monitor.errors import PublishError
from monitor.models import Chronicle, Digest
from monitor.publish.files import write_text

_RENDERERS = {"html": render_html, "md": render_markdown, "json": render_json}
_CATALOGUE = "index.json"
_PERIODS = "periods.json"  # the same for digests of weeks and months
_OF_DAYS = ("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json",)
_OF_PERIODS = ("[0-9][0-9][0-9][0-9]-W[0-9][0-9].json", "[0-9][0-9][0-9][0-9]-[0-9][0-9].json")
_MAX_TOPICS_IN_NAME = 3


def publish_digest(digest: Digest, folder: Path, formats: Sequence[str], url: str = "") -> tuple[Path, ...]:
    """Write a digest in the requested formats (`html`, `md`, `json`, `atom`), and return its files.

    With the public address of the local page, `url`, the links of the feeds are absolute.

    The order is: dated files, latest.* unless there is a later digest, the index (with html), the feeds (with
    atom). Files that have the same content are not rewritten.

    Raises:
        PublishError: A file cannot be written. The files before it are complete.
    """
    digests = folder / "digests"
    day = digest.window.date
    rendered = {form: _RENDERERS[form](digest) for form in _RENDERERS if form in formats}
    files = {digests / f"{day.isoformat()}.{form}": text for form, text in rendered.items()}
    summaries = join(_load_summaries(digests), summarise(digest))
    if summaries[0].day == day:
        files |= {folder / f"latest.{form}": text for form, text in _latest(digest, rendered).items()}
    if "html" in formats:
        files[digests / "index.html"] = _index(digest, summaries, _load_periods(digests), formats)
    if "atom" in formats:
        name = {"title": digest.title, "archive_id": digest.archive_id, "url": url}
        files[digests / "feed.atom"] = render_atom(summaries, **name)
        for section in digest.topics:
            files[digests / "topics" / f"{slug(section.id)}.atom"] = render_atom(
                summaries, section.id, **name
            )
    for path, text in files.items():
        write_text(path, text)
    write_text(digests / _CATALOGUE, render_catalogue(summaries))
    return tuple(files)


def _latest(digest: Digest, rendered: Mapping[str, str]) -> dict[str, str]:
    """Return the digest for the folder above, from where its links lead into the folder `digests`."""
    linked = {"html": render_html, "md": render_markdown}
    return {
        form: linked[form](digest, "digests/") if form in linked else text for form, text in rendered.items()
    }


def publish_period_digest(digest: Digest, folder: Path, formats: Sequence[str]) -> tuple[Path, ...]:
    """Write the digest of a week or month, and the index with it; return the files.

    Raises:
        PublishError: A file cannot be written.
    """
    digests = folder / "digests"
    name = digest.window.name
    files = {digests / f"{name}.{form}": _RENDERERS[form](digest) for form in _RENDERERS if form in formats}
    periods = join_periods(_load_periods(digests), summarise(digest))
    if "html" in formats:
        files[digests / "index.html"] = _index(digest, _load_summaries(digests), periods, formats)
    for path, text in files.items():
        write_text(path, text)
    write_text(digests / _PERIODS, render_catalogue(periods))
    return tuple(files)


def missing_period_files(folder: Path, name: str, formats: Sequence[str]) -> tuple[Path, ...]:
    """Return the files of the digest of a week or month that are missing, in the requested formats."""
    return _missing(folder, name, formats)


def publish_chronicle(chronicle: Chronicle, folder: Path, formats: Sequence[str]) -> Path:
    """Write the chronicle of a topic beside the digests, which link to it, and return its file.

    Raises:
        PublishError: the file cannot be written.
    """
    name = slug(chronicle.topic)
    path = folder / "digests" / "topics" / f"{name}.html"
    write_text(path, render_chronicle_html(chronicle, "../", f"{name}.atom" if "atom" in formats else ""))
    return path


def _index(
    digest: Digest,
    summaries: Sequence[DigestSummary],
    periods: Sequence[DigestSummary],
    formats: Sequence[str],
) -> str:
    return render_index(summaries, feeds="atom" in formats, title=digest.title, periods=periods)


def publish_range_digest(
    digest: Digest, folder: Path, formats: Sequence[str], topics: Sequence[str]
) -> tuple[Path, ...]:
    """Write a digest of a range to files named by its range and topics, and return them.

    The index, the feeds and latest.* do not change.

    Raises:
        PublishError: A file cannot be written.
    """
    zone = ZoneInfo(digest.window.timezone)
    ends = [at.astimezone(zone).strftime("%Y-%m-%dT%H%M") for at in (digest.window.start, digest.window.end)]
    name = "-".join(
        ["asked", ends[0], "to", ends[1], *(slug(topic) for topic in topics[:_MAX_TOPICS_IN_NAME])]
    )
    files = {folder / f"{name}.{form}": _RENDERERS[form](digest) for form in _RENDERERS if form in formats}
    for path, text in files.items():
        write_text(path, text)
    return tuple(files)


def delete_digest_files(folder: Path, day: date) -> None:
    """Delete the files of a digest with a wrong date, and the catalogue, which is then rebuilt.

    Raises:
        PublishError: A file cannot be deleted.
    """
    digests = folder / "digests"
    for path in (*(digests / f"{day.isoformat()}.{form}" for form in _RENDERERS), digests / _CATALOGUE):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PublishError(f"while removing {path}: {error.strerror or error}") from error


def rename_unknown_files(folder: Path, day: date) -> tuple[Path, ...]:
    """Rename the files of a date for which the archive has no digest, and return their new paths.

    They come from an archive that was lost, so they could not be written again.

    Raises:
        PublishError: A file cannot be renamed.
    """
    renamed = []
    for path in _dated_files(folder, day):
        aside, count = path.with_name(f"{path.stem}-kept{path.suffix}"), 1
        while aside.exists():
            count += 1
            aside = path.with_name(f"{path.stem}-kept-{count}{path.suffix}")
        try:
            path.rename(aside)
        except OSError as error:
            raise PublishError(f"while renaming {path}: {error.strerror or error}") from error
        renamed.append(aside)
    return tuple(renamed)


def _dated_files(folder: Path, day: date) -> tuple[Path, ...]:
    paths = (folder / "digests" / f"{day.isoformat()}.{form}" for form in _RENDERERS)
    return tuple(path for path in paths if path.is_file())


def missing_files(folder: Path, day: date, formats: Sequence[str]) -> tuple[Path, ...]:
    """Return the dated files of a digest that are missing, in the requested formats."""
    return _missing(folder, day.isoformat(), formats)


def _missing(folder: Path, name: str, formats: Sequence[str]) -> tuple[Path, ...]:
    paths = (folder / "digests" / f"{name}.{form}" for form in _RENDERERS if form in formats)
    return tuple(path for path in paths if not path.is_file())


def _load_summaries(digests: Path) -> tuple[DigestSummary, ...]:
    """Return the summaries of the digests written before, from the catalogue or else from their files."""
    return _load(digests, _CATALOGUE, _OF_DAYS)


def _load_periods(digests: Path) -> tuple[DigestSummary, ...]:
    """Return the same for digests of weeks and months."""
    return _load(digests, _PERIODS, _OF_PERIODS)


def _load(digests: Path, catalogue: str, patterns: Sequence[str]) -> tuple[DigestSummary, ...]:
    try:
        return read_catalogue((digests / catalogue).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        summaries: tuple[DigestSummary, ...] = ()
        for summary in _summaries_from_files(digests, patterns):
            summaries = (join_periods if summary.period else join)(summaries, summary)
        return summaries


def _summaries_from_files(digests: Path, patterns: Sequence[str]) -> Iterator[DigestSummary]:
    for path in sorted(path for pattern in patterns for path in digests.glob(pattern)):
        try:
            summary = summary_of(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
        if path.stem == (summary.period or summary.day.isoformat()):
            yield summary
