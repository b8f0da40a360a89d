"""The chronicle of a topic: turning points, long stories, present state, and ids that stay."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import (
    build_chronicle,
    chronicle_fragment,
    render_chronicle_html,
    render_chronicle_json,
    render_chronicle_markdown,
)
from monitor.digest.status_words import status_in
from monitor.models import ChronicleInput
from tests.digest.histories import BEGAN, history_of, long_history, told

ONE_DAY = timedelta(days=1)


def treaty() -> ChronicleInput:
    """Return the history of a treaty over half a year, with a silence, a burst and four languages."""
    stories = [
        told(BEGAN, "Laos and Korea open talks on extradition treaty"),
        told(BEGAN + 10 * ONE_DAY, "라오스 범죄인 인도 조약 협상", language="ko"),
        told(BEGAN + 70 * ONE_DAY, "Laos and Korea sign extradition treaty in Vientiane", outlets=7),
        told(BEGAN + 71 * ONE_DAY, "Laos and Korea sign extradition treaty, text published", status="update"),
        told(BEGAN + 120 * ONE_DAY, "Parliament ratifies extradition treaty of Laos and Korea"),
        *(
            told(BEGAN + 140 * ONE_DAY, f"Reaction {n} to the first extradition", outlets=n)
            for n in range(1, 7)
        ),
    ]
    return history_of(stories, BEGAN + 190 * ONE_DAY)


def test_turning_points_are_firsts_silences_bursts_and_status_words() -> None:
    """Each kind of turning point has its day, its words and its story."""
    chronicle = build_chronicle(treaty())
    points = [point for month in reversed(chronicle.months) for point in month.points]
    shown = [((point.day - BEGAN).days, point.kind.value, point.text) for point in points]
    assert shown == [
        (0, "first", "The first report"),
        (10, "language", "The first report in Korean"),
        (70, "return", "The first report after 60 days without any"),
        (70, "status", "Signed: the headline says “sign”"),
        (120, "return", "The first report after 49 days without any"),
        (120, "status", "Ratified: the headline says “ratifies”"),
        (140, "burst", "Unusually many events: 6 events"),
    ]
    assert points[-1].story.outlets == 6


def test_the_present_state_says_for_how_long_nothing_came() -> None:
    """The days since the latest report are counted up to the last digest."""
    chronicle = build_chronicle(treaty())
    assert chronicle.silent == 50
    for text in (render_chronicle_html(chronicle), render_chronicle_markdown(chronicle)):
        assert "Nothing for 50 days, since 20 May 2024." in text
    then = build_chronicle(treaty(), until=BEGAN + 71 * ONE_DAY)
    assert then.silent == 0
    assert "Reported in the latest digest." in render_chronicle_markdown(then)
    assert then.first == chronicle.first


def test_the_latest_status_of_each_kind_is_named() -> None:
    """The newest headline with each status word stands above the months, also if an older one was first."""
    chronicle = build_chronicle(treaty())
    stand = [(point.text, (point.day - BEGAN).days) for point in chronicle.statuses]
    assert stand == [("Ratified", 120), ("Signed", 71)]
    assert "## Latest status in headlines" in render_chronicle_markdown(chronicle)
    assert json.loads(render_chronicle_json(chronicle))["statuses"][0]["text"] == "Ratified"
    assert "Latest status" not in render_chronicle_html(build_chronicle(treaty(), until=BEGAN))


def test_a_month_names_its_other_stories() -> None:
    """Beside the turning points stand the stories that most outlets carried, each once, and a count."""
    stories = [told(BEGAN + n % 20 * ONE_DAY, f"Report {n}", outlets=n) for n in range(1, 9)]
    again = {"story": stories[-1].story, "status": "running", "outlets": 12}
    stories += [told(BEGAN + 22 * ONE_DAY, "Report 8", **again)]
    (month,) = build_chronicle(history_of(stories, BEGAN + 25 * ONE_DAY)).months
    assert [story.outlets for story in month.others] == [5, 6, 7, 12]
    assert month.more == 3
    page = render_chronicle_html(build_chronicle(history_of(stories, BEGAN + 25 * ONE_DAY)))
    assert "and 11 outlets more, English" in page
    assert "and 3 more events" in page


@pytest.mark.fault(354)
def test_silent_months_and_days_without_a_digest_are_two_things() -> None:
    """Months with nothing are one row; days on which the monitor wrote no digest are named."""
    days = [BEGAN + n * ONE_DAY for n in range(200) if not 90 <= n < 110]
    given = ChronicleInput("t", "T", tuple((day, int(day == BEGAN)) for day in days), (told(BEGAN, "Start"),))
    chronicle = build_chronicle(given)
    assert chronicle.gaps == ((BEGAN + 90 * ONE_DAY, BEGAN + 109 * ONE_DAY),)
    page = render_chronicle_html(chronicle)
    assert "February 2024 to July 2024: nothing" in page
    assert "No digest had this topic from 31 Mar 2024 to 19 Apr 2024" in page
    assert "No digest had" not in render_chronicle_html(build_chronicle(treaty()))


def test_a_long_story_joins_reports_of_months() -> None:
    """Talks, signature and ratification are one story, with its turning points; reactions are another."""
    (story,) = build_chronicle(treaty()).long_stories
    assert story.id == treaty().stories[0].story
    assert (story.latest.day - BEGAN).days == 120
    assert story.days == 4
    assert [point.text.partition(":")[0] for point in story.points] == ["Signed", "Ratified"]


@pytest.mark.fault(366)
def test_an_event_in_many_languages_counts_once() -> None:
    """An event told in four languages is one in all counts, no burst, and no second event of its month."""
    days = [told(BEGAN + n * ONE_DAY, f"Quiet report {n}") for n in range(0, 40, 4)]
    lead = told(BEGAN + 40 * ONE_DAY, "Parliament debates flood walls")
    others = [
        told(lead.day, headline, language=language, event=lead.event)
        for headline, language in (("국회 제방 논의", "ko"), ("ສະພາປຶກສາຝາຍ", "lo"), ("สภาหารือเขื่อน", "th"))
    ]
    chronicle = build_chronicle(history_of([*days, lead, *others], lead.day))
    assert chronicle.new == len(days) + 1
    assert dict(chronicle.months[0].days)[lead.day] == 1
    assert not [point for month in chronicle.months for point in month.points if point.kind == "burst"]
    assert chronicle.months[0].more == 0


@pytest.mark.fault(366)
def test_a_long_story_goes_on_in_another_language() -> None:
    """What continues the Korean report of an event continues the event's story."""
    lead = told(BEGAN, "Talks on a police hotline begin")
    korean = told(BEGAN, "라오스 경찰청과 사기 대응 핫라인 협상 시작", language="ko", event=lead.event)
    later = told(BEGAN + 20 * ONE_DAY, "라오스 경찰청과 사기 대응 핫라인 협상 계속", language="ko")
    last = told(BEGAN + 30 * ONE_DAY, "Police hotline talks begin again")
    (story,) = build_chronicle(history_of([lead, korean, later, last], last.day)).long_stories
    assert (story.id, story.first, story.latest, story.days) == (lead.story, lead, last, 3)


def test_a_span_changes_no_id_and_no_first() -> None:
    """With a later start, what came before still counts: nothing becomes a first again."""
    since = BEGAN + 100 * ONE_DAY
    chronicle = build_chronicle(treaty(), since=since)
    points = [point for month in chronicle.months for point in month.points]
    assert {point.kind.value for point in points} == {"return", "status", "burst"}
    assert all(point.day >= since for point in points)
    assert chronicle.new == 7
    assert [one.id for one in chronicle.long_stories] == [treaty().stories[0].story]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(30, 200))
def test_later_days_change_nothing_before_them(seed: int, days: int) -> None:
    """The chronicle up to a day is the same after years as it was on that day."""
    whole = long_history(240, 2, seed)
    until = BEGAN + timedelta(days=days)
    then = ChronicleInput(
        whole.topic,
        whole.title,
        tuple(day for day in whole.days if day[0] <= until),
        tuple(story for story in whole.stories if story.day <= until),
    )
    assert build_chronicle(whole, until=until) == build_chronicle(then)


def test_every_format_is_the_same_again_and_has_every_point() -> None:
    """Page, part of a page, Markdown and JSON have the same bytes at each call."""
    chronicle = build_chronicle(treaty())
    for render in (
        render_chronicle_html, render_chronicle_markdown, render_chronicle_json, chronicle_fragment,
    ):  # fmt: skip
        assert render(chronicle) == render(build_chronicle(treaty()))
        assert "The first report in Korean" in render(chronicle)
    document = json.loads(render_chronicle_json(chronicle))
    assert document["silent_days"] == 50
    assert document["long_stories"][0]["id"] == treaty().stories[0].story
    assert [month["month"] for month in document["months"]][-1] == "2024-01"
    assert "<script" not in render_chronicle_html(chronicle)
    linked = render_chronicle_html(chronicle, "../")
    assert f'href="../{BEGAN}.html#{treaty().stories[0].story}"' in linked


def test_hostile_headlines_stay_text() -> None:
    """Markup and links in headlines and outlets are shown as text in every format."""
    bad = told(
        BEGAN, "<script>alert(1)</script> [x](javascript:1)", outlet="<b>x</b>", url="javascript:alert(1)"
    )
    chronicle = build_chronicle(history_of([bad], BEGAN))
    page, markdown = render_chronicle_html(chronicle), render_chronicle_markdown(chronicle)
    assert "<script" not in page
    assert "<b>x</b>" not in page
    assert 'href="javascript' not in page
    assert "\\<script\\>" in markdown
    assert "](javascript" not in markdown.replace("\\]", "")


def test_a_topic_without_stories_says_so() -> None:
    """No digest at all, and digests without stories, are two different sentences."""
    none = build_chronicle(ChronicleInput("t", "T", (), ()))
    assert "No digest has had this topic yet." in render_chronicle_html(none)
    silent = build_chronicle(ChronicleInput("t", "T", ((BEGAN, 0), (BEGAN + ONE_DAY, 0)), ()))
    assert "Nothing was ever reported." in render_chronicle_html(silent)
    assert "0 new events on 0 days" in render_chronicle_markdown(silent)


def test_days_of_an_earlier_version_are_counted() -> None:
    """Days whose stories are not stored yet are named as such."""
    chronicle = build_chronicle(ChronicleInput("t", "T", ((BEGAN, 3),), ()))
    assert chronicle.days_without_details == 1
    assert "1 day has counts only so far" in render_chronicle_markdown(chronicle)


@pytest.mark.parametrize(
    ("headline", "says"),
    [
        ("Ministers sign treaty", "signed"),
        ("Design of the bridge shown", None),
        ("Treaty enters into force", "in force"),
        ("한·라오스 조약 비준", "ratified"),
        ("ລາວ-ເກົາຫຼີ ເຊັນສັນຍາ", "signed"),
        ("ลาวอนุมัติโครงการ", "approved"),
        ("两国签署协议", "signed"),
        ("Quốc hội thông qua luật", "approved"),
        ("空港拡張が延期", "delayed or suspended"),
        ("Le traité entre en vigueur", "in force"),
        ("Laos firmó el tratado con Corea", "signed"),
        ("Firma aus Korea plant Mine in Laos", None),
        ("Bundestag ratifiziert Abkommen", "ratified"),
        ("Parlamento aprova tratado de extradição", "approved"),
        ("Il trattato entra in vigore", "in force"),
        ("DPR menyetujui perjanjian", "approved"),
        ("Договор подписан во Вьентьяне", "signed"),
        ("Начальник полиции посетил Лаос", None),
        ("ឡាវ និងកូរ៉េ ចុះហត្ថលេខាលើសន្ធិសញ្ញា", "signed"),
        ("စာချုပ် လက်မှတ်ရေးထိုး", "signed"),
        ("", None),
    ],
)
def test_status_words_of_sixteen_languages(headline: str, says: str | None) -> None:
    """The word is found as a word, not inside another, and says how far the matter is."""
    found = status_in(headline)
    assert (found[0] if found else None) == says


def test_unrelated_stories_do_not_become_one() -> None:
    """The words that all headlines of a topic share join nothing."""
    history = long_history(200, 5, 3)
    longest = max((one.days for one in build_chronicle(history).long_stories), default=0)
    assert len(history.stories) > 800
    assert longest < 20
