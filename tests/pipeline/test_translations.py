"""Headlines and quotes are translated before a digest is recorded, and stay as they were in it."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from monitor.models import DigestSettings, Feed, TranslateSettings
from monitor.pipeline import AppContext, publish, rebuild, sweep
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import FaultySite

DAY = date(2025, 12, 16)
TITLE = "라오스 핵심광물 합의"
TEXT = "한국과 라오스가 핵심광물 공급망에 합의했다.\n\n양국은 내년에 공장을 짓는다."
UPPER = "import sys\nfor line in sys.stdin: print('EN', len(line.strip()))"


def settings(program: str, **changes: object) -> TranslateSettings:
    """Return settings with a Python program as translator."""
    return TranslateSettings(command=(sys.executable, "-c", program), **changes)


def korean_desk(demo_site: FaultySite, program: str, **changes: object) -> dict[str, object]:
    """Publish a Korean report; return settings with a translator and a link."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", TITLE, TEXT, published=Clock()())
    return {
        "feeds": (Feed(demo_site.url("/a.xml"), "Courier", "ko", "KR"),),
        "translate": settings(program, **changes),
        "digest": DigestSettings(translate="https://translate.example/?u={url}"),
    }


def told(app: AppContext) -> tuple[dict, list[str], str]:
    """Return the translation in JSON, the notices, and the page."""
    document = json.loads((app.output / "digests" / f"{DAY}.json").read_text(encoding="utf-8"))
    stories = [story for topic in document["topics"] for story in topic["stories"]]
    page = (app.output / "digests" / f"{DAY}.html").read_text(encoding="utf-8")
    return (
        stories[0]["articles"][0].get("machine_translation", {}),
        document["health"].get("notices", []),
        page,
    )


async def test_a_digest_keeps_the_translations_it_was_recorded_with(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """Each text is translated once, and a rebuild gives the same bytes even if the translator has changed."""
    config = config_for(demo_site, "/a.xml", **korean_desk(demo_site, UPPER))
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=True)
        made, notices, page = told(app)
        assert made["language"] == "en"
        assert made["title"] == f"EN {len(TITLE)}"
        assert notices == []
        assert "https://translate.example/?u=http%3A%2F%2F127.0.0.1" in page
        before = (tmp_path / "digests" / f"{DAY}.html").read_bytes()
    other = config_for(demo_site, "/a.xml", translate=settings("print('other')"))
    async with app_at(tmp_path, other, Clock()) as app:
        await rebuild(app, DAY)
        assert (tmp_path / "digests" / f"{DAY}.html").read_bytes() == before


@pytest.mark.fault(332)
async def test_a_failure_is_a_health_note_and_what_is_missing_comes_later(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The digest is written without translations and says so; written again, it has them and no note."""
    clock = Clock()
    config = config_for(demo_site, "/a.xml", **korean_desk(demo_site, "import sys; sys.exit('no model')"))
    async with app_at(tmp_path, config, clock) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=False)
        made, (notice,), page = told(app)
        assert made == {}
        assert "not all headlines were translated" in notice
        assert "no model" in notice
        assert "라오스 " in page
    clock.forward(hours=1)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml", translate=settings(UPPER)), clock) as app:
        await publish(app, DAY, closes=True)
        made, notices, _ = told(app)
        assert made["title"] == f"EN {len(TITLE)}"
        assert notices == []


@pytest.mark.fault(331)
async def test_a_slow_translator_ends_in_time(demo_site: FaultySite, tmp_path: Path) -> None:
    """A translator that hangs delays the digest by its time limit only."""
    desk = korean_desk(demo_site, "import time; time.sleep(600)", timeout=0.3)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml", **desk), Clock()) as app:
        await sweep(app, finish=True)
        await publish(app, DAY, closes=True)
        _, (notice,), page = told(app)
        assert "the time limit of 0.3 s is over" in notice
        assert "라오스 " in page


async def test_a_translation_is_stored_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """A text is not translated again, nor is its translation replaced."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        kept = app.archive.translations
        kept.add({"하나": "one", "lone \ud800": "x"}, "en")
        kept.add({"하나": "another", "둘": "two"}, "en")
        assert kept.missing(("하나", "셋", "둘", "lone \ud800", "셋"), "en") == ("셋",)
        assert kept.missing(("하나",), "fr") == ("하나",)
