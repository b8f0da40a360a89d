"""The pages for benchmarks: the recorded ones of ../shared if they exist, else invented ones."""

import gzip
import random
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "pages"


@cache
def bodies(count: int) -> list[bytes]:
    """Return this number of pages, of all sets in turn."""
    if FOLDER.is_dir():
        rows = labelled()
        step = max(1, len(rows) // count)
        chosen = [rows[number * step % len(rows)] for number in range(count)]
        return [gzip.decompress((FOLDER / row["html"]).read_bytes()) for row in chosen]
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(3000)]

    def prose(size: int) -> str:
        return " ".join(rng.choices(words, k=size)).capitalize() + "."

    def page() -> bytes:
        links = "".join(f"<li><a href='/{n}.html'><span>{prose(5)}</span></a></li>" for n in range(150))
        text = "".join(f"<p>{prose(60)}</p>" for _ in range(15))
        script = f"<script>var data = '{prose(6000)}'</script>"
        return (
            f"<!doctype html><html lang='en'><head><title>{prose(8)}</title>{script}</head><body><ul>{links}"
            f"</ul><article><h1>{prose(8)}</h1>{text}</article><footer><ul>{links}</ul></footer></body></html>"
        ).encode()

    return [page() for _ in range(count)]


def labelled() -> list[dict[str, Any]]:
    """Read the index of the labelled pages, as the tests do."""
    sys.path.insert(0, str(ROOT))
    from tests.read.test_recorded_pages import index

    return index()
