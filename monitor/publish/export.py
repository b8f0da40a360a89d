"""Exports articles as a table: CSV, JSON lines, an Excel workbook or a SQLite database.

Rows are written to a temporary file in the same folder, which is renamed when it is complete. Memory does not
grow with the number of rows. docs/search.md describes the columns.
"""

import csv
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from monitor.errors import PublishError, UsageError
from monitor.files import replace_synced
from monitor.models import StoredArticle

COLUMNS: Final = (
    "id", "url", "title", "sources", "language", "published", "found", "status", "topics", "text",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MAX_CELL_LENGTH = 32_767  # Excel refuses longer ones
_MAX_ROWS = 1_048_575  # rows of an Excel sheet without its header


Row = dict[str, object]
Writer = Callable[[Path, Iterable[Row]], None]


def export_articles(articles: Iterable[StoredArticle], target: Path) -> None:
    """Write articles to a file in the format of its suffix.

    Args:
        articles: The articles, in the order of the rows.
        target: A path with suffix `.csv`, `.jsonl`, `.xlsx` or `.sqlite`; an existing file is replaced.

    Raises:
        UsageError: The suffix is not supported.
        PublishError: The file cannot be written.
    """
    write = writer_for(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.writing")
    try:
        draft.open("wb").close()  # so that all formats fail with the same error
        write(draft, map(_row, articles))
        replace_synced(draft, target)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise PublishError(f"cannot write {target}: {reason}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def writer_for(target: Path) -> Writer:
    """Return the function that writes files with this suffix; raise UsageError if there is none."""
    formats: dict[str, Writer] = {
        ".csv": _write_csv,
        ".jsonl": _write_jsonl,
        ".xlsx": _write_xlsx,
        ".sqlite": _write_sqlite,
    }
    try:
        return formats[target.suffix.lower()]
    except KeyError:
        raise UsageError(f"{target.name}: the name must end with one of {', '.join(formats)}") from None


def safe_cell(value: object) -> str:
    """Return the text of a cell, quoted if a spreadsheet would run it as a formula (OWASP ASVS 1.2.10)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _row(article: StoredArticle) -> Row:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "sources": list(article.sources),
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "found": article.found.isoformat(),
        "status": article.status.value,
        "topics": list(article.topics),
        "text": article.text,
    }


def _flat(rows: Iterable[Row]) -> Iterator[list[object]]:
    """Yield the cells of each row; lists are joined with `; `, lone surrogates become `?`."""
    for row in rows:
        cells = (
            "; ".join(map(str, value)) if isinstance(value, list) else value
            for value in (row[name] for name in COLUMNS)
        )
        yield [
            cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell
            for cell in cells
        ]


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    # The byte order mark makes spreadsheets read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([safe_cell(cell) for cell in cells] for cells in _flat(rows))


def _write_jsonl(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_xlsx(path: Path, rows: Iterable[Row]) -> None:
    import xlsxwriter  # noqa: PLC0415 - needed only for this format
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet("articles")
            sheet.write_row(0, 0, COLUMNS)
            for number, cells in enumerate(_flat(rows), 1):
                if number > _MAX_ROWS:
                    raise PublishError(
                        f"an Excel sheet holds {_MAX_ROWS:,} rows: use a shorter span, .csv or .sqlite"
                    )
                for column, cell in enumerate(cells):
                    if isinstance(cell, int):
                        sheet.write_number(number, column, cell)
                    elif cell:
                        sheet.write_string(number, column, str(cell)[:_MAX_CELL_LENGTH])
    except FileCreateError as error:
        raise OSError(*getattr(error.args[0], "args", error.args)) from error  # it wraps an OSError


def _write_sqlite(path: Path, rows: Iterable[Row]) -> None:
    names = ", ".join(f"{name} INTEGER PRIMARY KEY" if name == "id" else f"{name} TEXT" for name in COLUMNS)
    marks = ", ".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")  # a draft that is deleted if it is incomplete
        connection.execute(f"CREATE TABLE articles ({names})")
        connection.executemany(f"INSERT INTO articles VALUES ({marks})", _flat(rows))  # noqa: S608 - constants
        connection.execute("CREATE INDEX articles_found ON articles (found)")
        connection.commit()
