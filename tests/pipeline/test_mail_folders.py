"""Mail folders as sources: entries, statuses, backlog and failures as of feeds."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.models import Config, Feed, FeedStatus
from monitor.pipeline import publish_today, sweep
from tests.apps import MATCHING, MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite
from tests.mail_server import PASSWORD, MailServer

pytest.importorskip("imapclient", reason="the extra mail is not installed")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variable of the login."""
    monkeypatch.setenv("DESK_MAIL", PASSWORD)


def config(demo_site: FaultySite, server: MailServer, folder: str = "INBOX") -> Config:
    """Return a config with one mail folder."""
    feed = Feed(server.url(folder), "Newsletters", "en", kind="mail", login="env:DESK_MAIL")
    return replace(config_for(demo_site), feeds=(feed,))


def newsletter(number: int, html: str, days: float = 0.2) -> bytes:
    """Return a mail of a list, sent some days ago."""
    message = EmailMessage()
    message["Message-ID"] = f"<{number}@example.org>"
    message["Subject"] = f"Issue {number}"
    message["List-Id"] = "Laos Weekly <laos.example.org>"
    message["Date"] = MORNING - timedelta(days=days)
    message.set_content(html, subtype="html")
    return message.as_bytes()


def published_texts(folder: Path) -> list[str]:
    """Return the texts of the files of a digest."""
    kinds = {".html", ".md", ".json", ".atom"}
    return [file.read_text(encoding="utf-8") for file in folder.rglob("*.*") if file.suffix in kinds]


async def test_newsletters_are_followed_like_a_feed(demo_site: FaultySite, tmp_path: Path) -> None:
    """Stories are read on their pages, an article in a mail as it is; the next poll brings only new mails."""
    for number in (1, 2):
        page = f"<html><body><article><h1>Treaty signed, part {number}</h1><p>{MATCHING * 4}</p></article></body></html>"  # noqa: E501
        demo_site.serve(f"/news/{number}", page.encode(), "text/html")
    links = "".join(
        f'<h2><a href="{demo_site.url(f"/news/{n}")}?utm_source=mail">Treaty signed, part {n}</a></h2><p>Text</p>'  # noqa: E501
        for n in (1, 2)
    )
    clock = Clock()
    async with MailServer() as server:
        server.inbox.add(newsletter(1, links), newsletter(2, f"<p>{MATCHING}</p>", days=60))
        async with app_at(tmp_path, config(demo_site, server), clock) as app:
            first = await sweep(app, finish=True)
            clock.forward(hours=2)
            server.inbox.add(newsletter(3, f"<p>{MATCHING * 3}</p>"))
            second = await sweep(app, finish=True)
            clock.forward(days=8)
            third = await sweep(app, finish=True)
            digest = (await publish_today(app)).digest
            (state,) = app.archive.feeds.states().values()
        assert server.fetched() == [1, 2, 3]
    assert (first.new, second.new, third.new) == (3, 1, 0)
    assert (state.status, state.etag) == (FeedStatus.OK, "7:3")
    assert digest.counts.backlog == 1
    articles = [a for topic in digest.topics for story in topic.stories for a in story.articles]
    assert {article.source for article in articles} == {"Laos Weekly"}
    assert {article.url for article in articles} >= {demo_site.url("/news/1"), None}


async def test_a_missing_folder_is_in_the_health_notes(demo_site: FaultySite, tmp_path: Path) -> None:
    """The digest names the failure, and neither user nor password."""
    async with (
        MailServer(folders=("INBOX", "News")) as server,
        app_at(tmp_path, config(demo_site, server, "Newz"), Clock()) as app,
    ):
        await sweep(app)
        (health,) = (await publish_today(app)).digest.health.feeds
    assert (health.status, health.reason) == ("failing", "no_folder")
    assert "did you mean News?" in health.detail
    written = published_texts(tmp_path)
    assert len(written) > 3
    assert not [text for text in written if "desk@" in text or PASSWORD in text]
