"""An event is shown once: under its strongest topic, in the reader's language, with what was added."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.digest import build_digest, render_html, render_json, render_markdown
from monitor.digest.render.mail import render_mail_html, render_mail_text
from monitor.digest.titles import squash
from monitor.models import Digest, DigestInput, MatchedArticle, ReadingAids, Story
from tests.digest.inputs import DAY, article, match, material, window

NOON = datetime(2025, 12, 15, 12, tzinfo=UTC)
VOTE = {
    "en": (
        "Parliament ratifies treaty, 142 in favour",
        (
            "Lawmakers voted on 14 December to ratify the extradition treaty; 142 were in favour and 7 "
            "abstained. It takes effect in 30 days and covers 1,250 pending requests."
        ),
    ),
    "ko": (
        "국회, 범죄인 인도 조약 비준…찬성 142표",
        (
            "국회가 14일 범죄인 인도 조약 비준안을 표결해 찬성 142표, 기권 7표로 가결했다. 조약은 30일 뒤 "
            "발효되며 계류 중인 요청 1천250건에 적용된다."
        ),
    ),
    "vi": (
        "Quốc hội phê chuẩn hiệp định dẫn độ với 142 phiếu",
        (
            "Ngày 14/12, Quốc hội biểu quyết phê chuẩn hiệp định dẫn độ với 142 phiếu tán thành, 7 phiếu "
            "trắng. Hiệp định áp dụng cho 1.250 yêu cầu."
        ),
    ),
}


def vote(number: int, language: str, *topics: tuple[str, float], **changes: Any) -> MatchedArticle:
    """Make a report of the vote that matches topics with given scores; the threshold is 10."""
    title, text = VOTE[language]
    word = title.split()[0].strip(",")
    found = tuple(
        replace(match(topic, title, text, [word]), score=score, threshold=10.0) for topic, score in topics
    )
    values = {"language": language, "published": NOON, "found": NOON, "matches": found, **changes}
    return article(number, title, text, f"Outlet {language}", **values)


def told(inputs: DigestInput) -> dict[str, list[Story]]:
    """Return the stories of each topic."""
    return {section.id: list(section.stories) for section in build_digest(inputs).topics}


def day(*articles: MatchedArticle, **changes: Any) -> DigestInput:
    """Make the input of a day of a few articles."""
    return replace(material(list(articles)), **changes)


def three() -> list[MatchedArticle]:
    """Return reports of one event in three languages."""
    return [vote(1, "en", ("scams", 12)), vote(2, "ko", ("scams", 14)), vote(3, "vi", ("scams", 20))]


@pytest.mark.parametrize(
    ("languages", "main"), [((), "vi"), (("ko",), "ko"), (("fr", "en", "ko"), "en"), (("ko-KR",), "ko")]
)
def test_the_readers_language_tells(languages: tuple[str, ...], main: str) -> None:
    """The report in the reader's first language tells the event; without one, the strongest report."""
    stories = told(day(*three(), aids=ReadingAids(languages=languages)))["scams"]
    assert [story.language for story in stories if not story.main] == [main]
    assert {story.main for story in stories} == {"", stories[0].id}
    assert "142" in stories[1].shared.numbers


@pytest.mark.fault(336)
def test_an_event_is_shown_under_its_strongest_topic() -> None:
    """The topic with the highest score for its threshold tells the event, not the first in the file."""
    strong = vote(1, "en", ("extradition", 12), ("scams", 30))
    weak = replace(
        strong,
        matches=(
            replace(strong.matches[0], score=31.0, threshold=20.0),
            replace(strong.matches[1], score=18.0),
        ),
    )
    assert told(day(strong))["extradition"][0].told_under == "scams"
    assert told(day(weak))["extradition"][0].told_under == "scams"
    page = render_html(build_digest(day(strong)))
    first, second = page.index('id="extradition"'), page.index('id="scams"')
    assert "shown under Online scams" in re.sub(r"\s+", " ", page[first:second])
    assert page.count("<h3 id=") == 1


@pytest.fixture
def digest() -> Digest:
    """Return the digest of one event in three languages, for a reader of English."""
    return build_digest(day(*three(), aids=ReadingAids(languages=("en",))))


@pytest.mark.fault(335)
def test_all_forms_tell_it_once(digest: Digest) -> None:
    """Page, Markdown and mail show one report in full and the others in one line by language and outlet."""
    page = render_html(digest)
    assert page.count("<h3 id=") == 1
    assert len(re.findall(r'<li id="s[0-9a-f]{12}">', page)) == 2
    assert "1 event in 1 of 4 topics, 1 new, from 3 articles." in page
    text = render_markdown(digest)
    assert "- Korean, Outlet ko: 국회, 범죄인 인도" in text
    assert "Same event as Outlet ko: both have" in text
    assert "Why: named in the headline, 3 outlets, 3 languages; " in text
    assert "Vietnamese" in render_mail_html(digest)
    assert "Vietnamese, Outlet vi: " in render_mail_text(digest)


def test_the_data_explains_the_link(digest: Digest) -> None:
    """The JSON has the event with its stories, and what each has in common with the main one."""
    text = render_json(digest)
    assert '"languages": 3' in text
    assert text.count('"shared": {') == 2
    assert '"142"' in text


def test_an_update_says_what_was_added() -> None:
    """A later report with new facts shows the new sentence; the rest is known."""
    title, text = VOTE["en"]
    first = vote(1, "en", ("scams", 12), found=NOON - timedelta(days=1), day=DAY - timedelta(days=1))
    added = "The first 17 suspects will be handed over in Vientiane on Friday, the minister added."
    second = vote(2, "en", ("scams", 12))
    second = replace(second, text=f"{text} {added}", sources=("Other",), title=title)
    story = told(day(second, earlier=(first,)))["scams"][0]
    assert story.status == "update"
    assert story.added == added
    assert f"Added: {added}" in render_markdown(build_digest(day(second, earlier=(first,))))


def yesterday(*articles: MatchedArticle, days: int = 1) -> tuple[MatchedArticle, ...]:
    """Return reports as articles of an earlier digest."""
    back = timedelta(days=days)
    return tuple(
        replace(one, digest_date=DAY - back, published=NOON - back, found=NOON - back) for one in articles
    )


@pytest.mark.fault(353)
def test_a_report_of_an_event_of_yesterday_is_no_new_event() -> None:
    """It is an update since the first report, which is named with a link to its digest in every format."""
    known = yesterday(vote(1, "en", ("scams", 12)))
    digest = build_digest(
        day(vote(2, "ko", ("scams", 14)), earlier=known, aids=ReadingAids(languages=("en",)))
    )
    (story,) = digest.topics[-1].stories
    assert (story.status, story.since, story.added) == ("update", DAY - timedelta(days=1), "")
    assert [one.headline for one in story.earlier] == [VOTE["en"][0]]
    assert "142" in story.earlier[0].shared.numbers
    said = f"Earlier: 15 Dec 2025, Outlet en, English: {VOTE['en'][0]}"
    assert f"{said} (both have " in render_markdown(digest)
    assert said in render_mail_text(digest)
    page = render_html(digest)
    assert f'Earlier: <a href="2025-12-15.html#{story.earlier[0].story}">15 Dec 2025</a>' in page
    assert "1 event in 1 of 4 topics, 0 new, from 1 article." in page
    assert "Earlier: 15 Dec 2025" in render_mail_html(digest)
    # The event has the id that it had on the day before, alone or with other reports.
    first = json.loads(
        render_json(build_digest(replace(day(*known), window=window(DAY - timedelta(days=1)))))
    )
    assert [one["id"] for one in json.loads(render_json(digest))["events"]] == [first["events"][0]["id"]]


def test_a_hostile_earlier_report_stays_text() -> None:
    """Markup in the headline and outlet of an earlier report is text, and only http(s) is a link."""
    (known,) = yesterday(vote(1, "en", ("scams", 12)))
    title = f"{known.title} <img src=x onerror=alert(1)> [x](javascript:1)"
    known = replace(known, title=title, sources=("<b>Wire</b>",), url="javascript:alert(1)")
    digest = build_digest(day(vote(2, "ko", ("scams", 14)), earlier=(known,)))
    assert len(digest.topics[-1].stories[0].earlier) == 1
    for page in (render_html(digest), render_mail_html(digest)):
        assert "Earlier: " in page
        assert "<img" not in page
        assert "<b>Wire" not in page
        assert 'href="javascript' not in page
    assert "\\<img" in render_markdown(digest)
    assert json.loads(render_json(digest))["topics"][-1]["stories"][0]["earlier"][0]["url"] is None


@pytest.mark.parametrize(
    "known",
    [
        yesterday(vote(1, "en", ("scams", 12)), days=4),
        yesterday(article(1, "Runway opened in Luang Prabang", "Planes land.", scams=["Planes"])),
        yesterday(replace(vote(1, "en", ("scams", 12)), sources=("Outlet ko",))),
    ],
)
def test_an_older_or_another_event_is_not_continued(known: tuple[MatchedArticle, ...]) -> None:
    """A report of four days ago, of another event or of the same outlet leaves a report new."""
    (story,) = told(day(vote(2, "ko", ("scams", 14)), earlier=known))["scams"]
    assert (story.status, story.since, story.earlier, story.event) == ("new", DAY, (), "")


def test_a_page_changed_in_place_shows_both_headlines() -> None:
    """An article that was edited shows its headline before and the sentence that is new."""
    edited = replace(
        vote(1, "en", ("scams", 12)),
        updated=True,
        earlier_title="Parliament debates the treaty",
        earlier_text="Lawmakers opened the debate on the treaty in the morning.",
    )
    story = told(day(edited))["scams"][0]
    assert story.earlier_headline == "Parliament debates the treaty"
    assert squash(story.added) in squash(edited.text)
    assert "Headline before: " in render_html(build_digest(day(edited)))


def test_a_new_story_adds_nothing() -> None:
    """Only updates say what was added."""
    story = told(day(vote(1, "en", ("scams", 12))))["scams"][0]
    assert not story.added
    assert not story.earlier_headline


def test_a_running_story_keeps_a_quote() -> None:
    """If the new copy has its hit in the headline only, the quote comes from an earlier report."""
    title, text = VOTE["en"]
    word = "extradition"
    first = replace(
        vote(1, "en", ("scams", 12), day=DAY - timedelta(days=1)),
        matches=(match("scams", title, text, [word]),),
    )
    copy = replace(vote(2, "en", ("scams", 12)), sources=("Copier",))
    page = render_html(build_digest(day(copy, earlier=(first,))))
    assert "<blockquote" in page
    assert "<mark>extradition</mark>" in page


@pytest.mark.fault(337)
def test_a_part_of_a_digest_has_main_stories(digest: Digest) -> None:
    """If the main story is left out, the first of the others tells the event."""
    section = next(section for section in digest.topics if section.stories)
    rest = replace(section, stories=section.stories[1:])
    page = render_html(replace(digest, topics=(rest,), top=()))
    assert page.count("<h3 id=") == 1
    assert len(re.findall(r'<li id="s[0-9a-f]{12}">', page)) == 1
