"""The main jobs of the local page on an archive in PostgreSQL."""

import re

from monitor.config import read_config
from monitor.web.views.feeds import feed_key
from tests.web.newsdesk import FEEDS, NEWS, fill, show
from tests.web.test_trial_page import TOPICS, text_of


async def test_the_page_works_on_postgres(browser, facts, postgres_url, tmp_path):
    """Today, search, article, verdict, trial, saving, saved searches and sources answer as on SQLite."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.toml").write_text('timezone = "Asia/Seoul"\n')
    (folder / "feeds.toml").write_text(f'[[feed]]\nurl = "{FEEDS[0].url}"\nname = "{FEEDS[0].name}"\n')
    (folder / "topics.toml").write_text(TOPICS)
    config, facts.url = read_config(folder), postgres_url
    fill(tmp_path, topics=config.topics, url=postgres_url)
    show(facts, tmp_path, config)
    headers = browser.log_in()

    async def page(path: str, told: str) -> str:
        code, _, text = await browser.ask(path, **headers)
        assert (code, told in text) == (200, True), path
        return text

    today = await page("/", NEWS[0][1])
    form = re.search(r'action="(/articles/\d+)/verdict".*?name="topic" value="([\w-]+)"', today, re.DOTALL)
    assert form
    article, topic = form.groups()
    assert (await browser.post(f"{article}/verdict", headers, topic=topic, answer="yes"))[0] == 200
    assert 'value="none" data-answer="yes" aria-pressed="true"' in await page(article, NEWS[0][1])
    await page("/search?q=railway+NEAR/5+station&since=7d", "<mark>")
    assert (await browser.post("/search/saved", headers, name="기차", q="railway"))[0] == 303
    await page("/search/saved", "기차")
    assert "1 hit" in await page("/search?q=ratifies&topic=extradition", "<mark>")
    await page("/topics/railway", NEWS[2][1])
    text = text_of(await page("/topics/railway/try", "station"))
    edit = {"text": text.replace("station", "tunnel"), "read": text, "span": "90"}
    assert "0 gained, 1 lost" in (await browser.post("/topics/railway/try", headers, **edit))[2]
    assert (await browser.post("/topics/railway/save", headers, **edit))[0] == 303
    assert (folder / "topics.toml").read_text() == TOPICS.replace("station", "tunnel")
    await page("/sources", FEEDS[0].name)
    feed = f"/sources/{feed_key(FEEDS[0].url)}"
    assert NEWS[3][1] in await page(feed, "matches no topic")
    assert (await browser.post(f"{feed}/retry", headers))[0] == 303
    for path in ("/digests", "/deliveries", "/live", "/api/search?q=railway", "/topics/railway/chronicle"):
        assert (await browser.ask(path, **headers))[0] == 200, path
