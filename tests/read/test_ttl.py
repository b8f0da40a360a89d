"""The pause between polls that a feed asks for."""

from datetime import timedelta

import pytest

from tests.read.documents import item, read, rss

HOURS = "".join(f"<hour>{hour}</hour>" for hour in range(24))


@pytest.mark.fault(66)
@pytest.mark.parametrize(
    ("head", "pause"),
    [
        ("", None),
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>٣</ttl>", None),
        ("<ttl>1_000</ttl>", None),
        (f"<ttl>{'9' * 5000}</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(hours=24)),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(hours=24)),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", timedelta(hours=24)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0.1</sy:updateFrequency>", None),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        ("<ttl>15</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", timedelta(hours=2)),
        ("<skipHours><hour>11</hour></skipHours>", None),
        (f"<skipHours>{HOURS}</skipHours>", None),
        ("<skipHours><hour>x</hour><hour>99</hour></skipHours>", None),
        ("<skipDays><day>Tuesday</day></skipDays>", timedelta(hours=12)),
        ("<skipDays><day>Monday</day></skipDays>", None),
        ("<skipDays><day>Tuesday</day><day>Wednesday</day></skipDays>", timedelta(hours=24)),
    ],
)
def test_the_longest_valid_pause_wins(head, pause) -> None:
    """The longest valid pause wins, at most a day (it is Tuesday noon); invalid ones are ignored."""
    assert read(rss(item(), head=f"<title>T</title>{head}")).ttl == pause
