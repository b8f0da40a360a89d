"""Title and archive id distinguish two monitors; without a title nothing changes."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from monitor.digest import (
    build_digest,
    digest_message,
    join,
    render_atom,
    render_html,
    render_index,
    render_json,
    render_markdown,
    spike_message,
    summarise,
)
from monitor.digest.messages import alert_message
from tests.digest.inputs import busy_day

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("title", ["Laos desk", "한·라오스 <b>", "ຕິດຕາມ & *ລາວ*"])
def test_the_title_is_in_every_output(title: str) -> None:
    """Page title, heading, subject, message, feed and JSON contain the title as text."""
    digest = build_digest(replace(busy_day(), title=title, archive_id="0123456789abcdef"))
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    page = render_html(digest)
    assert f"<title>{escaped}: digest of " in page
    assert f"<bdi>{escaped}</bdi>" in page
    assert ": digest of " in render_markdown(digest).partition("\n")[0]
    message = digest_message(digest)
    assert message.subject.startswith(f"[{title}] Digest of ")
    alert = alert_message("k", digest, "extradition")
    assert alert is not None
    assert alert.subject.startswith(f"[{title}] ")
    assert spike_message("k", digest, "nothing") is None
    summaries = join((), summarise(digest))
    assert f"<title>{escaped}: all digests</title>" in render_index(summaries, title=title)
    feed = ET.fromstring(render_atom(summaries, title=title, archive_id="0123456789abcdef"))
    assert (feed.findtext(f"{ATOM}title") or "").startswith(f"{title}: ")
    assert '"archive": "0123456789abcdef"' in render_json(digest)


@pytest.mark.fault(288)
def test_feeds_of_two_archives_share_no_id() -> None:
    """The ids of feed and entries differ between archives, for all digests and for a topic."""
    summaries = join((), summarise(build_digest(busy_day())))
    for topic in ("", "extradition"):
        ids = [
            {found.text for found in ET.fromstring(text).iter(f"{ATOM}id")}
            for text in (render_atom(summaries, topic, archive_id=one) for one in ("aa", "bb"))
        ]
        assert len(ids[0]) == len(ids[1]) > 1
        assert not ids[0] & ids[1]


def test_without_a_title_the_files_are_as_they_were() -> None:
    """Without a title, the archive id does not change the bytes of a digest."""
    bare = build_digest(busy_day())
    named = build_digest(replace(busy_day(), archive_id="0123456789abcdef"))
    for render in (render_html, render_markdown, render_json):
        assert render(bare) == render(named)
