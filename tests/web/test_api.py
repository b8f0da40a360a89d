"""The JSON API on a real socket, over a real archive, held against docs/openapi.json."""

import asyncio
import json
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from monitor.archive import open_archive
from monitor.models import ArticleStatus, SearchFilters
from monitor.pipeline.article_facts import article_document, article_facts
from monitor.pipeline.search import search_document
from monitor.web import api, make_app, parameters
from tests.archive.making import NOW, entry, poll, store_all
from tests.empty_archive import new_archive

OPENAPI = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
SCHEMAS = {
    # Clients must accept new keys; these tests must not, so that the document stays complete.
    name: {**schema, "additionalProperties": False}
    for name, schema in OPENAPI["components"]["schemas"].items()
}
PATHS = {
    "/api/search": "/api/search",
    "/api/articles": "/api/articles",
    "/api/articles/{id}": "/api/articles/1",
    "/api/stories/{id}": "/api/stories/1",
    "/api/report": "/api/report",
    "/api/status": "/api/status",
    "/api/topics": "/api/topics",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Make an archive with 30 articles, 20 of them of the day before."""
    folder = tmp_path_factory.mktemp("filled")
    with new_archive(folder) as opened:
        poll(opened, [entry(f"old-{number}") for number in range(20)], now=NOW - timedelta(days=1))
        store_all(opened, now=NOW - timedelta(days=1))
        poll(opened, [entry(f"new-{number}") for number in range(10)])
        store_all(opened)
    return folder


@pytest.fixture
def archive(facts, output, filled) -> Path:
    """Have the page show a copy of the archive with 30 articles."""
    facts.archive = shutil.copytree(filled, output.parent / "kept")
    return facts.archive


async def get(browser, path: str) -> tuple[int, dict]:
    """Return the status and the JSON document of a path, valid by the schema of its response."""
    code, headers, text = await browser.ask(path)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    document = json.loads(text)
    plain = path.partition("?")[0]
    template = plain if plain in PATHS else f"{plain.rpartition('/')[0]}/{{id}}"
    responses = OPENAPI["paths"][template]["get"]["responses"]
    schema = responses[str(code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": {"schemas": SCHEMAS}}).validate(document)
    return code, document


def test_the_document_names_the_routes(facts, output):
    """docs/openapi.json has exactly the routes below /api/, with their methods."""
    routes = make_app(facts.sources(), output).router.routes()
    served = {route.resource.canonical for route in routes if route.resource.canonical.startswith("/api/")}
    assert served == set(OPENAPI["paths"]) == set(PATHS)
    assert all(set(item) == {"get"} for item in OPENAPI["paths"].values())


def test_the_document_names_the_parameters():
    """docs/openapi.json has exactly the parameters, choices and limits of the code."""
    listed = {one["name"]: one["schema"] for one in OPENAPI["paths"]["/api/search"]["get"]["parameters"]}
    assert tuple(listed) == parameters.PARAMETERS
    articles = [one["name"] for one in OPENAPI["paths"]["/api/articles"]["get"]["parameters"]]
    assert tuple(articles) == parameters.LISTING_PARAMETERS
    reports = [one["name"] for one in OPENAPI["paths"]["/api/report"]["get"]["parameters"]]
    assert tuple(reports) == parameters.REPORT_PARAMETERS
    assert listed["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": parameters.MOST_HITS,
        "default": parameters.DEFAULT_HITS,
    }
    assert tuple(listed["sort"]["enum"]) == parameters.SORTS
    assert listed["status"]["enum"] == [one.value for one in ArticleStatus]


def test_the_schemas_are_valid():
    """Every schema in docs/openapi.json is valid JSON Schema of 2020-12."""
    assert OPENAPI["openapi"].startswith("3.1.")
    for schema in OPENAPI["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert set(schema["required"]) <= set(schema["properties"])


async def test_a_word_is_found(browser, archive):
    """A search answers with the newest articles first, each with its quote."""
    code, document = await get(browser, f"/api/search?q={quote('철도')}")
    assert (code, document["query"], document["count"], document["complete"]) == (200, "철도", 20, False)
    assert document["articles"][0]["title"].startswith("Title new-")
    assert "철도" in document["articles"][0]["quote"]
    assert document["articles"][0]["topics"] == ["rail"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("limit=200", 30),
        ("limit=7", 7),
        ("since=2025-12-16T00:00%2B00:00&limit=200", 10),
        ("since=2h&limit=200", 10),
        ("until=2025-12-15&limit=200", 20),
        ("topic=rail&limit=200", 30),
        ("topic=rice", 0),
        ("source=times&limit=200", 30),
        ("status=unreadable", 0),
        ("status=read&sort=score&limit=200", 30),
        ("language=ko", 0),
        ("since=&until=&topic=&language=&source=&status=&limit=&sort=", 20),
    ],
)
async def test_filters_limit_the_hits(browser, archive, query, count):
    """Each filter applies, and an empty one does not."""
    code, document = await get(browser, f"/api/search?q=Text&{query}")
    assert (code, document["count"]) == (200, count)


async def test_the_answer_is_that_of_the_command_line(browser, archive):
    """The document is the one that `monitor search --json` prints."""
    with open_archive("sqlite:///archive.db", archive, create=False, readonly=True) as opened:
        query = api.read_search("title:new*")
        expected = search_document(api.search_archive(opened, query, SearchFilters(), limit=20))
    _, document = await get(browser, "/api/search?q=title:new*")
    assert document == expected


@pytest.mark.parametrize(
    ("query", "parameter", "place"),
    [
        ("q=laos AND (treaty", "q", 16),
        ("q=((", "q", 2),
        ("q=AND OR", "q", 0),
        ("q=NOT laos", "q", 0),
        ("q=%20%20", "q", 2),
        ("", "q", None),
        ("q=a&q=b", "q", None),
        ("q=a&fate=read", "fate", None),
        ("q=a&limit=0", "limit", None),
        ("q=a&limit=201", "limit", None),
        ("q=a&limit=-1", "limit", None),
        ("q=a&limit=%C2%B2", "limit", None),
        ("q=a&limit=99999999999999999999", "limit", None),
        ("q=a&sort=oldest", "sort", None),
        ("q=a&status=lost", "status", None),
        ("q=a&since=someday", "since", None),
        ("q=a&until=2025-02-30", "until", None),
        ("q=a&source=%00", "source", None),
        ("q=a&topic=nope", "topic", None),
        ("q=a&source=nobody", "source", None),
        ("q=a&source=%ED%A0%80", "source", None),
        ("q=a&language=zz_Z", "language", None),
        ("q=a&language=kor", "language", None),
        ("q=a&since=2025-12-20&until=2025-12-10", "since", None),
    ],
)
async def test_a_wrong_parameter_is_named(browser, archive, query, parameter, place):
    """A request that cannot be read gets 400 with the parameter, and the place in a query."""
    code, document = await get(browser, "/api/search?" + query.replace(" ", "%20"))
    assert code == 400
    assert document["error"]["message"]
    assert document["error"]["parameter"] == parameter
    if place is not None:
        assert document["error"]["place"] == place


@pytest.mark.parametrize(
    "query", ["%ED%A0%80", "%00", "%FF", "(" * 4000, "a" * 7000, '"', "*", "a NEAR/999999999 b", "%E2%80%AE"]
)
async def test_any_query_is_answered(browser, archive, query):
    """Odd and long queries give hits or a clear error, never a traceback."""
    code, _ = await get(browser, f"/api/search?q={query.replace(' ', '%20')}")
    assert code in {200, 400}


@pytest.mark.fault(327)
@pytest.mark.parametrize(
    ("query", "code", "place"),
    [("a " * 5000, 200, None), ("조약 " * 5000, 200, None), ("(" * 10_000, 400, 50), ("a" * 30_000, 400, 60)],
)
async def test_a_long_query_is_answered_clearly(browser, archive, query, code, place):
    """A query of 10 kB is searched, or refused with the place, in every script; so is one of 30 kB."""
    found, document = await get(browser, f"/api/search?q={quote(query)}")
    assert found == code
    if place is not None:
        error = document["error"]
        assert (error["parameter"], error["place"]) == ("q", place)
        assert len(error["message"]) < 200


async def test_a_slow_search_ends(browser, archive, monkeypatch):
    """A search that takes too long returns what it has found by then."""
    monkeypatch.setattr(api, "LONGEST_SEARCH", -1.0)
    code, document = await get(browser, "/api/search?q=Text")
    assert (code, document["count"], document["complete"]) == (200, 0, False)


async def test_four_searches_at_once(browser, facts, archive):
    """A fifth search at the same time is refused, and other pages are still answered."""
    begun, end = threading.Semaphore(0), threading.Event()

    def wait():
        begun.release()
        assert end.wait(10)

    facts.before_search = wait
    running = [asyncio.create_task(get(browser, "/api/search?q=Text")) for _ in range(api.MOST_SEARCHES)]
    try:
        for _ in running:
            assert await asyncio.to_thread(begun.acquire, timeout=10)
        code, headers, text = await browser.ask("/api/search?q=Text")
        assert (code, headers["Retry-After"]) == (503, "1")
        assert "running" in json.loads(text)["error"]["message"]
        assert (await get(browser, "/api/topics"))[0] == 200
    finally:
        end.set()
    assert [code for code, _ in await asyncio.gather(*running)] == [200] * api.MOST_SEARCHES
    assert (await get(browser, "/api/search?q=Text"))[0] == 200


async def test_an_archive_that_cannot_be_read(browser, facts):
    """Search and status answer 503 as JSON."""
    facts.archive_broken = True
    for path in ("/api/search?q=a", "/api/articles", "/api/articles/1", "/api/stories/1", "/api/status"):
        code, document = await get(browser, path)
        assert (code, document) == (503, {"error": {"message": "The archive cannot be read"}})


async def test_the_api_writes_nothing(browser, archive):
    """Searches, lists, articles and stories leave the archive as it was."""
    before = (archive / "archive.db").read_bytes()
    for path in ("/api/search?q=Text", "/api/articles", "/api/articles/1", "/api/stories/1"):
        assert (await get(browser, path))[0] == 200
    assert (archive / "archive.db").read_bytes() == before


async def test_articles_are_listed_page_by_page(browser, archive):
    """The newest come first; `before` continues with the last id, until the list is complete."""
    code, first = await get(browser, "/api/articles?limit=20&status=read")
    assert (code, first["count"], first["complete"]) == (200, 20, False)
    assert first["articles"][0]["title"].startswith("Title new-")
    _, rest = await get(browser, f"/api/articles?limit=20&before={first['articles'][-1]['id']}")
    assert (rest["count"], rest["complete"]) == (10, True)
    ids = [one["id"] for one in (*first["articles"], *rest["articles"])]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 30
    _, few = await get(browser, "/api/articles?since=2h&topic=rail&source=times")
    assert few["count"] == 10


async def test_everything_about_one_article(browser, archive, facts):
    """The document is the one that `monitor article --json` prints."""
    code, document = await get(browser, "/api/articles/7")
    assert (code, document["id"], document["status"]) == (200, 7, "read")
    with open_archive("sqlite:///archive.db", archive, create=False, readonly=True) as opened:
        assert document == json.loads(json.dumps(article_document(article_facts(opened, facts.config, "7"))))


async def test_one_story(browser, archive):
    """A story is found by an article and by its own id."""
    code, by_article = await get(browser, "/api/stories/1")
    assert (code, by_article["reports"][0]["kind"]) == (200, "first")
    assert (await get(browser, f"/api/stories/{by_article['id']}"))[1] == by_article


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/api/articles/31", 404, "there is no article 31"),
        ("/api/articles/999999999999999999999999", 404, "there is no article"),
        ("/api/articles/%D9%A1", 404, "there is no article"),
        ("/api/articles/https:%2F%2Fnews.example%2Fold-1", 404, "there is no article"),
        ("/api/articles/1?full=1", 400, "unknown parameter"),
        ("/api/articles?before=x", 400, "the id of an article"),
        ("/api/articles?q=laos", 400, "unknown parameter"),
        ("/api/articles?language=zz_Z", 400, "not a language tag"),
        ("/api/stories/s0123456789ab", 404, "there is no story s0123456789ab"),
        ("/api/stories/999", 404, "there is no story and no article 999"),
        ("/api/stories/%ED%A0%80", 404, "there is no story"),
        ("/api/stories/1?a=b", 400, "unknown parameter"),
    ],
)
async def test_unknown_ids_and_parameters(browser, archive, path, code, message):
    """An unknown or malformed id is 404, an unknown parameter 400, each with a clear message."""
    found, document = await get(browser, path)
    assert (found, message in document["error"]["message"]) == (code, True), document


async def test_a_story_among_too_many_articles(browser, archive, monkeypatch):
    """A story that would take too long is refused, and the message names the command that has no limit."""
    monkeypatch.setattr(api, "MOST_IN_STORY", 29)
    code, document = await get(browser, "/api/stories/1")
    assert code == 503
    assert "`monitor story`" in document["error"]["message"]


async def test_the_status(browser, facts):
    """The status has all facts, with times in UTC."""
    code, document = await get(browser, "/api/status")
    assert (code, document["matched"], document["last_digest"]) == (200, 12, "2025-12-15")
    assert document["now"] == "2025-12-16T00:30:00Z"


async def test_the_topics(browser):
    """The topics in force come in config order, with the number of their keywords."""
    code, document = await get(browser, "/api/topics")
    assert code == 200
    assert document["topics"] == [
        {"id": "rail", "title": "Railways", "keywords": 0},
        {"id": "rice", "title": "Rice", "keywords": 0},
    ]


@pytest.mark.fault(200)
@pytest.mark.fault(201)
@pytest.mark.parametrize("path", PATHS.values())
async def test_the_guard_covers_the_api(open_page, facts, path):
    """Wrong hosts, methods, sites and tokens are refused as on every page, as JSON."""
    async with open_page() as browser:
        refused = [
            (421, await browser.ask(path, Host="evil.test")),
            (405, await browser.ask(path, "POST")),
            (403, await browser.ask(path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors")),
            (404, await browser.ask(f"{path}/more/still")),
        ]
    async with open_page(token="s3cret") as browser:
        refused.append((401, await browser.ask(path)))
    for expected, (code, headers, text) in refused:
        assert code == expected
        assert json.loads(text)["error"]["message"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert facts.reads == 0
