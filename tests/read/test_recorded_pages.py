"""Real article pages with ground truth: our text is as good as plain trafilatura's, on every set of pages.

The pages live beside the repository; without them this skips. `make test` reads every fourth page of each
set, the drill all of them; both extractors run on the same pages in the same processes.
"""

import gzip
import json
import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import trafilatura

from monitor.executors import make_executor
from monitor.models import ExtractSettings, Page, TextSource
from monitor.read import read_page
from tests.read.documents import entry

PAGES = Path(__file__).parents[2].parent / "shared" / "data" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the recorded pages in ../shared are not here")

MARGIN = 0.02
_TOKEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]|[^\W_]+")


def index() -> list[dict[str, Any]]:
    """Return the index of the pages."""
    return [json.loads(line) for line in (PAGES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def ground_truth(file: str) -> Any:
    """Return one file of ground truth."""
    text = (PAGES / file).read_text(encoding="utf-8")
    return json.loads(text) if file.endswith(".json") else text


def truth_of(row: dict[str, Any]) -> Any:
    """Return the ground truth of an article: its text, required and forbidden snippets, or None."""
    if row["gt_type"] == "none":
        return None
    file, _, fragment = row["gt"].partition("#")
    truth = ground_truth(file)
    if row["set"] == "scrapinghub-aeb":
        return truth[fragment.partition("/")[0]]["articleBody"]
    if row["set"] == "readability":
        return lxml.html.fromstring(truth).text_content()
    if row["set"] == "goose3":
        return truth["expected"]["cleaned_text"]
    if row["set"] == "fundus":
        body = truth[row["gt_key"]]["body"]
        sections = [
            line for section in body["sections"] for line in section["headline"] + section["paragraphs"]
        ]
        return "\n".join(body["summary"] + sections)
    return truth[fragment] if row["set"] == "trafilatura" else truth


def tokens(text: str) -> Counter[str]:
    """Count words, or characters in scripts without spaces."""
    return Counter(_TOKEN.findall(unicodedata.normalize("NFC", text).casefold()))


def f1(text: str, truth: Any) -> float:
    """Return the token F1 against a text, or the F1 of required and forbidden snippets."""
    if isinstance(truth, dict):
        found = sum(snippet in text for snippet in truth["with"])
        wrong = len(truth["with"]) - found + sum(snippet in text for snippet in truth["without"])
        return 2 * found / (2 * found + wrong) if found + wrong else 1.0
    ours, theirs = tokens(text), tokens(truth)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def compare(row: dict[str, Any]) -> tuple[str, float, float, bool, str]:
    """Read one page with both extractors; return both scores and whether ours lost all text."""
    body = gzip.decompress((PAGES / row["html"]).read_bytes())
    article = read_page(Page(row["url"] or "https://news.test/1", body), entry(summary="", title="x"))
    ours = article.text if article.text_source is TextSource.PAGE else ""
    plain = trafilatura.extract(body, include_comments=False) or ""
    truth = truth_of(row)
    empty = bool(plain.strip()) and not article.text.strip()
    if truth is None:
        return row["set"], 1.0, 1.0, empty, row["id"]
    return row["set"], f1(ours, truth), f1(plain, truth), empty, row["id"]


def scores(rows: list[dict[str, Any]]) -> tuple[dict[str, tuple[float, float]], list[str]]:
    """Read pages in two processes; return the mean scores per set, and the pages that lost all text."""
    with make_executor(ExtractSettings("processes:2", timeout=60)) as executor:
        results = [future.result() for future in [executor.submit(compare, row) for row in rows]]
    by_set = defaultdict(list)
    for name, ours, plain, _, _ in results:
        by_set[name].append((ours, plain))
    means = {
        name: (statistics.mean(ours for ours, _ in pairs), statistics.mean(plain for _, plain in pairs))
        for name, pairs in by_set.items()
    }
    return means, [page for _, _, _, empty, page in results if empty]


def test_a_sample_is_as_good_as_plain_trafilatura() -> None:
    """On every fourth page, F1 per set is at most .02 below plain trafilatura's, and no text is lost."""
    means, lost = scores(index()[::4])
    assert not lost
    assert all(ours >= plain - MARGIN for ours, plain in means.values()), means


@pytest.mark.drill
def test_all_pages_are_as_good_as_plain_trafilatura() -> None:
    """The same on all pages; sets with full articles also reach their known figures."""
    means, lost = scores(index())
    assert not lost
    assert all(ours >= plain - MARGIN for ours, plain in means.values()), means
    for name, reference in {
        "scrapinghub-aeb": 0.957,
        "fundus": 0.955,
        "newspaper4k": 0.932,
        "readability": 0.912,
    }.items():
        assert means[name][0] >= reference - MARGIN, (name, means[name])
