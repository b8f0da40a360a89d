"""What is sent: the digest, and alerts."""

from datetime import timedelta

from monitor.digest import alert_messages, build_digest, digest_message, message_for
from tests.digest.material import DAY, WIRE, article, busy_day, deaf_day, material


def test_a_digest_as_a_message() -> None:
    """The message carries subject, headlines with links as text, and the page without its folded parts."""
    message = digest_message(build_digest(busy_day()))
    assert message.key == "digest:2025-12-16"
    assert message.subject == "Digest of Tuesday, 16 December 2025: 7 stories in 4 of 4 topics, 5 new."
    assert "Critical minerals (3)" in message.text
    assert "  https://news.example/17" in message.text
    assert "<details" not in message.html
    assert "<blockquote" in message.html


def test_warnings_are_sent_first() -> None:
    """A day on which no feed could be read says so in the text, too."""
    assert digest_message(build_digest(deaf_day())).text.split("\n")[2].startswith("! None of the 4 feeds")


def test_only_topics_that_alert_do() -> None:
    """A topic alerts when the config says so and it has something new, once a day."""
    digest = build_digest(busy_day())
    assert not alert_messages(digest, set())
    (message,) = alert_messages(digest, {"extradition", "no-such-topic"})
    assert message.key == "alert:extradition:2025-12-16"
    assert message.subject.startswith("Extradition and mutual legal assistance: Laos, South Korea exchange")
    assert "https://news.example/10" in message.text
    assert not message.html


def test_copies_alone_do_not_alert() -> None:
    """A story that only runs on gives no alert."""
    old = article(1, "Treaty", WIRE, "A", day=DAY - timedelta(days=1))
    assert not alert_messages(
        build_digest(material([article(2, "Treaty", WIRE, "B")], [old])), {"extradition"}
    )


def test_a_spike_alerts_whatever_the_config_says() -> None:
    """A surprising day alerts with its numbers, under a key of its own."""
    articles = [article(n, f"Report {n}", f"{n * 104729} in district {n} on {n**3}.") for n in range(4)]
    history = tuple((DAY - timedelta(days=back), "extradition", 0) for back in range(1, 29))
    (message,) = alert_messages(build_digest(material(articles, history=history)), set())
    assert message.key == "spike:extradition:2025-12-16"
    assert "chance of so many" in message.text


def test_the_outbox_key_gives_the_message_back() -> None:
    """From a key and its digest the same message is made again, so that the outbox keeps no text."""
    digest = build_digest(busy_day())
    assert message_for("digest:2025-12-16", digest) == digest_message(digest)
    assert message_for("alert:extradition:2025-12-16", digest) == alert_messages(digest, {"extradition"})[0]
    assert message_for("alert:gone:2025-12-16", digest) is None
