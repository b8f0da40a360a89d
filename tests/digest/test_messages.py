"""Messages: digests and alerts."""

from datetime import timedelta

from monitor.digest import alert_message, build_digest, digest_message, spike_message
from tests.digest.inputs import DAY, WIRE, article, busy_day, deaf_day, material


def test_a_digest_as_a_message() -> None:
    """The message has a subject, headlines with links as text, and the page without its folded parts."""
    message = digest_message(build_digest(busy_day()))
    assert message.key == "digest:2025-12-16"
    assert message.subject == (
        "Digest of Tuesday, 16 December 2025: 5 events in 4 of 4 topics, 3 new, from 10 articles."
    )
    assert "Critical minerals (2)" in message.text
    assert "  https://news.example/17" in message.text
    # An event counts and stands once, with the outlets of all its stories.
    lines = message.text.split("\n")
    assert [line for line in lines if line.startswith("Extradition")] == [
        "Extradition and mutual legal assistance (1)"
    ]
    assert sum("outlets more" in line for line in lines) == 1
    assert "<details" not in message.html
    assert "<blockquote" in message.html


def test_warnings_are_sent_first() -> None:
    """If no feed could be read, the text says so too."""
    assert digest_message(build_digest(deaf_day())).text.split("\n")[2].startswith("! None of the 4 feeds")


def test_an_alert_names_what_is_new() -> None:
    """An alert names the first new story of a topic and links all; a removed topic gives none."""
    digest = build_digest(busy_day())
    message = alert_message("alert:1", digest, "extradition")
    assert message is not None
    assert message.key == "alert:1"
    assert message.subject.startswith("Extradition and mutual legal assistance: Laos, South Korea exchange")
    assert "https://news.example/10" in message.text
    assert not message.html
    assert alert_message("alert:1", digest, "no-such-topic") is None


def test_copies_alone_do_not_alert() -> None:
    """A running story gives no alert."""
    old = article(1, "Treaty", WIRE, "A", day=DAY - timedelta(days=1))
    digest = build_digest(material([article(2, "Treaty", WIRE, "B")], [old]))
    assert alert_message("alert:1", digest, "extradition") is None


def test_an_unusual_day_alerts_with_its_numbers() -> None:
    """A spike gives a message with its numbers; a usual day gives none."""
    articles = [article(n, f"Report {n}", f"{n * 104729} in district {n} on {n**3}.") for n in range(4)]
    history = tuple((DAY - timedelta(days=back), "extradition", 0) for back in range(1, 29))
    message = spike_message("spike:1", build_digest(material(articles, history=history)), "extradition")
    assert message is not None
    assert "chance of so many" in message.text
    assert spike_message("spike:1", build_digest(material(articles)), "extradition") is None
