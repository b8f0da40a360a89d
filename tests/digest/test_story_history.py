"""The history of a story: what each report is to it, and what updates added."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.stories import cluster_stories
from monitor.digest.story_history import ReportKind, added_sentences, story_history
from monitor.digest.titles import squash
from monitor.models import Match, MatchedArticle, TextSource

AT = datetime(2025, 12, 15, 2, tzinfo=UTC)
LEAD = (
    "The two ministers signed the treaty on extradition in the capital on Monday morning. "
    "It names forty offences and takes effect when both parliaments have agreed."
)
MORE = "The parliament of the northern partner will vote on the ninth of March, its speaker said."


def report(number: int, text: str = LEAD, **given: object) -> MatchedArticle:
    """Make a report of one story."""
    made = MatchedArticle(
        number, f"https://news.example/{number}", "Ministers sign the treaty on extradition", text,
        (f"Outlet {number}",), "LA", "en", AT + timedelta(hours=number), AT + timedelta(hours=number),
        late=False, text_source=TextSource.PAGE, reason="", digest_date=date(2025, 12, 16),
        matches=(Match("treaty", 10.0, 10.0, ()),),
    )  # fmt: skip
    return replace(made, **given)


def test_first_copy_and_update() -> None:
    """The first report comes first, a copy adds nothing, and an update has exactly its new sentence."""
    reports = [report(1), report(2), report(3, f"{LEAD}\n{MORE}", language="ko")]
    (cluster,) = cluster_stories(reports)
    story = story_history(cluster, {})
    assert [one.kind for one in story.reports] == [ReportKind.FIRST, ReportKind.COPY, ReportKind.UPDATE]
    assert [one.added for one in story.reports] == [(), (), (MORE,)]
    assert (story.outlets, story.languages) == (("Outlet 1", "Outlet 2", "Outlet 3"), ("en", "ko"))
    assert story.topics == ("treaty",)


def test_a_changed_text_shows_both_sides() -> None:
    """A second reading of a page lists the sentences that came and those that went."""
    (cluster,) = cluster_stories([report(1, f"{LEAD}\n{MORE}")])
    gone = "A date for the vote has not been set by anyone so far."
    story = story_history(cluster, {1: [(AT, "Old headline", f"{LEAD}\n{gone}")]})
    (change,) = story.reports[0].changes
    assert (change.title, change.added, change.removed) == ("Old headline", (MORE,), (gone,))


SENTENCES = [
    "Lao police found eleven people in the north.",
    "두 나라 장관이 비엔티안에서 조약에 서명했다고 밝혔다.",
    "两国部长周一在首都签署了引渡条约。",
    "ລັດຖະມົນຕີສອງປະເທດໄດ້ລົງນາມໃນສົນທິສັນຍາ.",
    "Quốc hội hai nước sẽ bỏ phiếu vào tháng Ba.",
    "Le ministre a confirmé la date du vote mardi.",
]


@given(st.lists(st.sampled_from(SENTENCES), unique=True), st.lists(st.sampled_from(SENTENCES), unique=True))
def test_added_sentences_are_those_that_were_not_there(before: list[str], after: list[str]) -> None:
    """In every script, the sentences of the newer text without those of the older, in order."""
    added = added_sentences("\n".join(after), [squash("\n".join(before))])
    assert list(added) == [sentence for sentence in after if sentence not in before]
