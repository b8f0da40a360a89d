"""A Dask cluster gives the same results as processes and inline work, and survives bad tasks."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.errors import ExecutorError
from monitor.executors import make_executor
from monitor.models import ExtractSettings, Feed, Keyword, Page, Topic, Topics
from monitor.pipeline import publish, sweep
from monitor.read import parse_feed, read_page
from monitor.read.parse_source import SourceDocument
from monitor.tasks import pack_topics, parse_and_match
from tests.apps import MATCHING, OTHER, Clock, app_at, config_for
from tests.executors.tasks import LIMITS, fail, kill_itself, spin, square
from tests.faulty_site import FaultySite

FEED = b"""<rss version="2.0"><channel><title>News</title><item>
<title>Story NUMBER</title><link>https://news.test/NUMBER</link>
<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = (
    b"<html lang='en'><body><article><p>"
    + b"Story NUMBER of the treaty, told at length. " * 20
    + b"</p></article></body></html>"
)
WATCHED = Topics((), (Topic("stories", "Stories", (Keyword("story", language="en"),)),), "v1")
# The cluster's libraries log warnings about themselves, which are not this program's.
ON_DASK = pytest.mark.filterwarnings("default")


def read_one(number: int) -> tuple[object, object, object]:
    """Parse a feed, read a page or match an article, as the workers of the pipeline do."""
    now = datetime(2026, 1, 2, tzinfo=UTC)
    body = FEED.replace(b"NUMBER", str(number).encode())
    feed = parse_feed(body, "", "https://news.test/feed", now)
    document = SourceDocument(Feed("https://news.test/feed"), body, "", now)
    told = parse_and_match(document, b"", pack_topics(WATCHED))
    page = Page("https://news.test/a", PAGE.replace(b"NUMBER", str(number).encode()), "text/html")
    return feed, read_page(page, feed.entries[0]), told


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start a Dask cluster of two processes with one thread each on loopback."""
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    dask = pytest.importorskip("dask")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as local,
    ):
        yield local.scheduler_address.replace("tcp://", "dask://")


@ON_DASK
def test_all_executors_give_the_same(cluster) -> None:
    """Feeds and pages have the same results inline, in processes and on a cluster."""
    results = []
    for spec in ("inline", "processes:2", cluster):
        executor = make_executor(ExtractSettings(spec))
        futures = [executor.submit(read_one, number) for number in range(40)]
        results.append([future.result(timeout=120) for future in futures])
        executor.shutdown(cancel_futures=True)
    assert results[0] == results[1] == results[2]
    assert results[0][7][1].text.startswith("Story 7")
    (told,) = results[0][7][2].articles.values()
    assert [match.topic for match in told.matching.matches] == ["stories"]


@ON_DASK
async def test_all_executors_give_the_same_digest(cluster, demo_site: FaultySite, tmp_path: Path) -> None:
    """A sweep over pages in English and Korean writes the same digest on each executor."""
    demo_site.add_feed("/a.xml", "Courier")
    texts = (
        MATCHING,
        OTHER,
        "라오스에서 핵심광물 협력이 논의되었다.\n\n양국은 계속 협의한다.",
        "Rare earth in Laos.\n\nMore follows.",
    )
    for number in range(24):
        text = f"{texts[number % 4]}\n\nIt is report number {number}."
        demo_site.publish("/a.xml", f"Report {number}", text, published=Clock()())
    digests = []
    for place, spec in enumerate(("inline", "processes:2", cluster)):
        output = tmp_path / str(place)
        async with app_at(
            output, config_for(demo_site, "/a.xml", extract=ExtractSettings(spec)), Clock()
        ) as app:
            await sweep(app, finish=True)
            await publish(app, date(2025, 12, 16), closes=True)
        # The ids of the Atom feed contain the random id of the archive.
        files = [path for path in (output / "digests").iterdir() if path.suffix != ".atom"]
        digests.append({path.name: path.read_bytes() for path in files if path.is_file()})
    assert digests[0] == digests[1] == digests[2]
    told = json.loads(digests[0]["2025-12-16.json"])
    assert {topic["id"] for topic in told["topics"] if topic["stories"]} == {"extradition", "minerals"}


@ON_DASK
@pytest.mark.fault(207)
def test_a_cluster_outlives_bad_tasks(cluster) -> None:
    """On a cluster, a task that spins or kills its process fails alone; the rest of its batch succeeds."""
    executor = make_executor(ExtractSettings(cluster, **LIMITS))
    futures = [executor.submit(square, number) for number in range(8)]
    bad = [executor.submit(function) for function in (spin, kill_itself)]
    futures += [executor.submit(square, number) for number in range(8)]
    assert [future.result(timeout=120) for future in futures] == [n * n for n in range(8)] * 2
    assert [future.exception(timeout=120).reason for future in bad] == ["worker_timeout", "worker_crashed"]
    with pytest.raises(ValueError, match="so it goes"):
        executor.submit(fail, "so it goes").result(timeout=120)
    executor.shutdown(cancel_futures=True)


@ON_DASK
@pytest.mark.fault(206)
def test_a_cluster_elsewhere_needs_tls(cluster) -> None:
    """A remote scheduler without TLS is refused, and one that does not answer is reported."""
    with pytest.raises(ExecutorError, match="TLS"):
        make_executor(ExtractSettings("dask://192.0.2.1:8786"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ExecutorError, match="No Dask scheduler answers"):
            make_executor(ExtractSettings(f"dask://127.0.0.1:{taken.getsockname()[1]}"))
