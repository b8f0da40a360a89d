"""Readability: contrast, language of foreign words, emphasis, links, terminal output."""

import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from monitor.digest import (
    build_digest,
    digest_message,
    join,
    render_atom,
    render_html,
    render_json,
    render_markdown,
    summarise,
)
from monitor.digest.render.lang import tagged
from monitor.digest.render.locale_names import moment
from monitor.digest.render.markdown import _bold
from monitor.digest.render.terminal import render_terminal
from monitor.models import FeedHealth, Health, TextSource
from tests.digest.inputs import DAWN, WIRE, article, busy_day, lao_day, material

VIENTIANE = ZoneInfo("Asia/Vientiane")
ON_PAPER = ("ink", "soft", "link", "new", "update", "running", "alarm")


def style_of(page: str) -> str:
    """Return the style sheet of a page."""
    return page.partition("<style>")[2].partition("</style>")[0]


def colours(style: str, *, dark: bool) -> dict[str, str]:
    """Return the colours of a style sheet."""
    light, night = (
        dict(re.findall(r"--([\w-]+):(#[0-9a-f]+)", rule))
        for rule in re.findall(r":root\{[^}]*\}", style)[:2]
    )
    return light | night if dark else light


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.fault(289)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_has_enough_contrast(*, dark: bool) -> None:
    """Each pair of text and background has a contrast of at least 4.5 to 1."""
    style = style_of(render_html(build_digest(busy_day())))
    found = colours(style, dark=dark)
    pairs = [(name, "paper") for name in ON_PAPER] + [("alarm", "alarm-bg"), ("ink", "hit")]
    for text, ground in pairs:
        assert contrast(found[text], found[ground]) >= 4.5, (text, ground)
    assert re.search(r"\nmark\{background:var\(--hit\);color:var\(--ink\)", style)


@pytest.mark.fault(290)
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("한강일보", "ko", '<span lang="ko">한강일보</span>'),
        ("Feed ຂ່າວ ລາວ: failing", "", 'Feed <span lang="lo">ຂ່າວ ລາວ</span>: failing'),
        ("ข่าวสด & Co", "en", '<span lang="th">ข่าวสด</span> &amp; Co'),
        ("共同通信", "ja", '<span lang="ja">共同通信</span>'),
        ("読売ニュース", "", '<span lang="ja">読売ニュース</span>'),
        ("新华网", "", '<span lang="zh">新华网</span>'),
        ("Báo Nhân Dân", "vi", '<span lang="vi">Báo Nhân Dân</span>'),
        ("<b>Mekong</b> Wire", "ko", "&lt;b&gt;Mekong&lt;/b&gt; Wire"),
    ],
)
def test_foreign_words_carry_their_language(text: str, language: str, expected: str) -> None:
    """Words in other scripts are marked with their language; all other text is only escaped."""
    assert str(tagged(text, language)) == expected


@pytest.mark.fault(290)
def test_outlets_keywords_and_notes_carry_their_language() -> None:
    """No Hangul, Lao or Thai on a page is marked as English."""
    sick = FeedHealth("ສຳນັກຂ່າວ", "https://a.example/", "failing", "dns", "", DAWN)
    digest = build_digest(replace(lao_day(), health=Health(feeds=(sick,))))
    for page in (render_html(digest), render_html(build_digest(busy_day()))):
        body = page.partition("<body>")[2]
        open_tags: list[tuple[str, bool]] = []
        for tag, text in re.findall(r"<(/?\w+[^>]*)>([^<]*)", body):
            name = tag.strip("/").split()[0]
            if tag.startswith("/"):
                while open_tags and open_tags.pop()[0] != name:
                    pass
            elif name not in {"meta", "link", "br", "rect", "path"}:
                open_tags.append((name, " lang=" in tag))
            if re.search("[\u0e00-\u0eff\uac00-\ud7a3]", text):
                assert any(marked for _, marked in open_tags), text


@pytest.mark.fault(291)
@pytest.mark.parametrize("hit", ["“라오스”", "「老挝」", "(ลาว)", "《条约》", "(x)", "라오스"])
def test_emphasis_is_inside_punctuation(hit: str) -> None:
    """The `**` of a hit is next to letters, inside quotation marks and brackets."""
    bold = _bold(hit)
    before, inner, behind = bold.split("**")
    assert inner[0].isalpha()
    assert inner[-1].isalnum() or not inner[-1].isspace()
    assert (before + inner + behind).replace("\\", "") == hit
    assert "*" not in _bold("“”")


@pytest.mark.fault(292)
def test_a_private_address_is_never_a_link() -> None:
    """An article at a private address has no link in any format for readers."""
    url = "http://192.168.7.7/admin?reset=1"
    told = article(
        1, "Laos router news", WIRE, url=url, reason="blocked_address", text_source=TextSource.SUMMARY
    )
    digest = build_digest(material([told]))
    summaries = join((), summarise(digest))
    for text in (
        render_html(digest),
        render_markdown(digest),
        render_atom(summaries),
        digest_message(digest).text,
    ):
        assert "192.168.7.7" not in text
        assert "router news" in text
    assert "private address" in render_html(digest)
    assert url in render_json(digest)


@pytest.mark.fault(293)
@pytest.mark.parametrize("before", [0, 1, 14])
@pytest.mark.parametrize("later", [0, 5])
def test_the_time_of_an_outage_is_not_that_of_an_older_failure(before: int, later: int) -> None:
    """Feeds that failed for weeks before the network, and feeds polled later, do not move its time."""
    times = [DAWN - timedelta(days=30)] * before + [DAWN] * 20 + [DAWN + timedelta(hours=2)] * later
    feeds = tuple(
        FeedHealth(f"Feed {n}", f"https://{n}.example/", "failing", "network_down", "", since)
        for n, since in enumerate(times)
    )
    text = render_markdown(build_digest(material(health=Health(feeds=feeds))))
    (line,) = [line for line in text.splitlines() if "network of this machine" in line]
    assert f"since {moment(DAWN, VIENTIANE)}" in line


@pytest.mark.fault(293)
def test_a_network_that_is_down_is_one_line() -> None:
    """Thirty feeds without network share one line; a feed with another problem has its own."""
    feeds = tuple(
        FeedHealth(
            f"Feed {n}", f"https://{n}.example/", "failing", "network_down", "", DAWN - timedelta(hours=n)
        )
        for n in range(30)
    )
    own = FeedHealth("Mekong Wire", "https://m.example/", "gone", "410", "", DAWN)
    text = render_markdown(build_digest(material(health=Health(feeds=(*feeds, own)))))
    assert "30 feeds could not be asked" in text
    assert "last answer" not in text
    assert "Mekong Wire: gone" in text
    assert "Feed 7" not in text
    one = render_markdown(build_digest(material(health=Health(feeds=feeds[:1]))))
    assert "Feed 0: failing" in one


@pytest.mark.fault(294)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_shows_words_as_they_are(width: int) -> None:
    """Terminal output has every headline, without escapes, and rich markup in it is inactive."""
    words = "The bridge at Pakse opened to traffic after nine years of work, officials said on Sunday."
    hostile = article(50, "Laos [bold]x[/bold] a_b *c* >= d", words, "Wire_[red]", hours=-1)
    digest = build_digest(replace(busy_day(), articles=(*busy_day().articles, hostile)))
    out = StringIO()
    Console(file=out, width=width, force_terminal=True, color_system=None).print(
        render_terminal(digest), highlight=False, emoji=False
    )
    text = " ".join(out.getvalue().split())
    assert "Laos [bold]x[/bold] a_b *c* >= d" in text
    assert "\\" not in text
    assert "Wire_[red]" in text
    for section, _ in pairwise([*digest.topics, digest.topics[0]]):
        assert section.title.split()[0] in text


def test_an_outlet_that_copied_twice_is_named_once() -> None:
    """Three copies of a text by two outlets name each outlet once."""
    copies = [article(n, "Treaty signed in Vientiane", WIRE, outlet, hours=-9 + n) for n, outlet in
              enumerate(["Mekong Wire", "The Paper", "Paper", "Mekong Wire - World"])]  # fmt: skip
    digest = build_digest(material(copies))
    text = render_markdown(digest)
    assert "Also in: The Paper. First: Mekong Wire." in text
    assert digest.topics[0].stories[0].outlets == ("Mekong Wire", "The Paper")
