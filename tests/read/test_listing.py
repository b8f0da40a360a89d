"""Listing pages: the list of articles is found by its structure, with titles and dates, in many shapes."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import Failure, ParsedFeed
from monitor.read.listing.item_dates import item_date
from monitor.read.listing.parse_listing import MOST_ITEMS, parse_listing
from tests.cpu_time import is_within
from tests.listing_pages import NOW, SITE, ListingPage, shape_pages, wrapped_pages

PAGES = shape_pages()


def parsed(html: str, url: str = f"{SITE}/news/", link: str = "", language: str = "") -> ParsedFeed:
    """Parse a page that lists articles."""
    found = parse_listing(html.encode(), "text/html; charset=utf-8", url, NOW, "", language, link)
    assert isinstance(found, ParsedFeed), found
    return found


def refused(html: str, link: str = "") -> Failure:
    """Parse a page that lists none."""
    found = parse_listing(html.encode(), "text/html", f"{SITE}/", NOW, "", "", link)
    assert isinstance(found, Failure)
    return found


def rows(count: int, text: str = "Report number {} on the border bridge") -> str:
    """Return list items with links."""
    return "".join(f'<li><a href="/news/{1000 + n}">{text.format(n)}</a></li>' for n in range(count))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shapes(page: ListingPage) -> None:
    """Each shape gives its articles, in order, with title and date, and nothing of menu, footer or ranking."""  # noqa: E501
    entries = parsed(page.html, page.url).entries
    assert [(entry.url, entry.title) for entry in entries] == [
        (f"{SITE}{path}", title) for path, title, _ in page.listed
    ]
    for entry, (_, _, date) in zip(entries, page.listed, strict=True):
        assert date is None or entry.published == date


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_do_not_matter(page: ListingPage) -> None:
    """Without the names of classes, structure alone finds nine of ten articles, and hardly anything else."""
    bare = re.sub(r""" (?:class|id)=(?:"[^"]*"|'[^']*')""", "", page.html)
    found = parse_listing(bare.encode(), "text/html", page.url, NOW)
    assert isinstance(found, ParsedFeed)
    wanted = {f"{SITE}{path}" for path, _, _ in page.listed}
    urls = {entry.url for entry in found.entries}
    assert len(urls & wanted) >= 0.9 * len(wanted)
    assert len(urls & wanted) >= 0.9 * len(urls)


@pytest.mark.parametrize("page", wrapped_pages(), ids=lambda page: page.name)
def test_names_of_wrappers(page: ListingPage) -> None:
    """Names of menus, sidebars and widgets on what holds the list, and a form around the page, hide nothing."""  # noqa: E501
    entries = parsed(page.html, page.url).entries
    assert [entry.url for entry in entries] == [f"{SITE}{path}" for path, _, _ in page.listed]


def test_key_is_the_link() -> None:
    """The identity of an entry is its link, so that a changed headline is not a new article."""
    first = parsed(f"<ul>{rows(5)}</ul>").entries
    second = parsed(f"<ul>{rows(5, 'Another headline, number {}, of the same page')}</ul>").entries
    assert [entry.key for entry in first] == [entry.key for entry in second] == [entry.url for entry in first]


def test_a_missing_list_is_a_failure() -> None:
    """A page whose list is gone fails with `no_articles`, and does not count as an empty list."""
    failure = refused(
        "<html><body><h1>Welcome to our new site</h1><p>" + "All is new here. " * 60 + "</p></body></html>"
    )
    assert failure.reason == "no_articles"
    assert "structure may have changed" in failure.detail


def test_redesign_with_another_structure_keeps_the_articles() -> None:
    """After a redesign that keeps the links, the same articles are found in the new structure."""
    before = parsed(f"<ul class='old'>{rows(6)}</ul>").entries
    cards = "".join(
        f'<div class="c"><a href="/news/{1000 + n}"><h3>Report number {n} on the border bridge</h3></a></div>'
        for n in range(6)
    )
    after = parsed(f"<main>{cards}</main>").entries
    assert [entry.key for entry in before] == [entry.key for entry in after]


@pytest.mark.fault(315)
@pytest.mark.parametrize(
    "html",
    [
        '<body><div id="root"></div><script src="/a.js"></script></body>',
        "<body><noscript>Please enable JavaScript to use this site.</noscript><script>x()</script></body>",
        '<body><app-root></app-root><script type="module" src="m.js"></script></body>',
    ],
)
def test_pages_of_scripts(html: str) -> None:
    """A page that a script builds fails with `needs_script`."""
    assert refused(f"<html>{html}</html>").reason == "needs_script"


def test_selector() -> None:
    """A selector chooses links, items that hold links, or texts inside links; nothing else is taken."""
    html = f'<div class="a"><ul>{rows(4)}</ul></div><div class="b"><ul>{rows(3).replace("/news/1", "/other/1")}</ul></div>'  # noqa: E501
    for link in (".b a", ".b li", "div.b > ul > li"):
        assert [entry.url for entry in parsed(html, link=link).entries] == [
            f"{SITE}/other/{1000 + n}" for n in range(3)
        ]
    linked = '<a href="/news/1"><h3>One report of the day</h3></a><a href="/x">no</a>'
    assert [entry.title for entry in parsed(linked, link="a h3").entries] == ["One report of the day"]


def test_selector_that_selects_nothing() -> None:
    """A selector without a match fails, and the failure names it."""
    failure = refused(f"<ul>{rows(5)}</ul>", ".gone a")
    assert failure.reason == "no_articles"
    assert ".gone a" in failure.detail


def test_selector_that_selects_everything() -> None:
    """A selector of all elements gives at most 500 entries, each link once."""
    found = parsed(f"<ul>{rows(700)}</ul>", link="*")
    assert 0 < len(found.entries) <= MOST_ITEMS
    assert len({entry.url for entry in found.entries}) == len(found.entries)


def test_links_to_other_sites_are_not_a_list() -> None:
    """Links that all lead to other sites are not taken for articles."""
    outside = "".join(
        f'<li><a href="https://other.example.com/news/{n}00">A long headline of another outlet {n}</a></li>'
        for n in range(9)
    )
    assert refused(f"<ul>{outside}</ul>").reason == "no_articles"


def test_a_menu_is_not_a_list() -> None:
    """A page of short links to sections has no list of articles."""
    menu = "".join(
        f'<li><a href="/{name}/">{name}</a></li>'
        for name in ("politics", "economy", "sports", "culture", "opinion")
    )
    assert refused(f"<ul>{menu}</ul><p>{'Text. ' * 200}</p>").reason == "no_articles"


@pytest.mark.parametrize(
    ("href", "following"),
    [
        ('<a rel="next" href="?page=2">2</a>', "?page=2"),
        ('<a href="/news/page/2/">Older posts</a>', "/news/page/2/"),
        ('<a href="/news/?p=1">1</a><a href="/news/?p=2">2</a>', "/news/?p=2"),
        ('<a href="/news/?pageIndex=2">다음</a>', "/news/?pageIndex=2"),
        ('<a href="/news/2025/the-next-story">Next</a>', ""),
        ('<a rel="next" href="https://evil.example.com/2">Next</a>', ""),
    ],
)
def test_next_page(href: str, following: str) -> None:
    """The next page is that of rel=next, of a link named next or of the next number, on the same site only."""  # noqa: E501
    more = parsed(f"<ul>{rows(5)}</ul><div>{href}</div>").more
    assert more == (
        (f"{SITE}/news/{following}" if following.startswith("?") else f"{SITE}{following}",)
        if following
        else ()
    )


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("15 ธ.ค. 2568 10:30", "th", datetime(2025, 12, 15, 3, 30, tzinfo=UTC)),
        ("วันที่เผยแพร่: 14 ธันวาคม 2568", "th", datetime(2025, 12, 13, 17, tzinfo=UTC)),
        ("ວັນຈັນ, 15 ທັນວາ 2025", "lo", datetime(2025, 12, 14, 17, tzinfo=UTC)),
        ("등록일 2025-12-14", "ko", datetime(2025, 12, 13, 15, tzinfo=UTC)),
        ("김기자 | 2025.12.14 09:00", "ko", datetime(2025, 12, 14, tzinfo=UTC)),
        ("Thứ hai, 15/12/2025, 10:00 (GMT+7)", "vi", datetime(2025, 12, 15, 3, tzinfo=UTC)),
        ("By Som Author - December 14, 2025", "en", datetime(2025, 12, 14, tzinfo=UTC)),
        ("[12-14]", "zh", datetime(2025, 12, 13, 16, tzinfo=UTC)),
        ("3 giờ trước", "vi", NOW - timedelta(hours=3)),
        ("20분 전", "ko", NOW - timedelta(minutes=20)),
        ("2 วันที่แล้ว", "th", NOW - timedelta(days=2)),
        ("yesterday", "en", NOW - timedelta(days=1)),
        ("12 comments", "en", None),
        ("Room 2025", "en", None),
    ],
)
def test_dates_beside_links(text: str, language: str, date: datetime | None) -> None:
    """Dates are read in the calendars, orders and words of the languages, and other numbers are not dates."""
    items = "".join(
        f'<li><a href="/news/{100 + n}">Report number {n} on the border bridge</a> <span>{text}</span></li>'
        for n in range(4)
    )
    assert {entry.published for entry in parsed(f"<ul>{items}</ul>", language=language).entries} == {date}


def test_dates_before_links_belong_to_the_link_after() -> None:
    """In a flat list, each date stands before its link: no article gets the date of the next."""
    items = "".join(
        f'<span>2025-12-{14 - n}</span><a href="/news/{100 + n}">Report number {n} on the border bridge</a>'
        for n in range(5)
    )
    assert [entry.published.day for entry in parsed(f"<div>{items}</div>").entries if entry.published] == [
        14,
        13,
        12,
        11,
        10,
    ]


@pytest.mark.fault(311)
@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + rows(60_000) + "</ul>",
        "<div>" * 3000 + rows(5),
        "<a href='/news/123'>" * 20_000,
        "<ul>"
        + "".join(f'<li><a href="/n/{"9" * 3000}{n}">{"A long title " * 500}{n}</a></li>' for n in range(40))
        + "</ul>",
        "<ul>"
        + "".join(
            f"<li>{'<b>' * 200}<a href='/news/{n}00'>Report number {n} of the day</a></li>"
            for n in range(200)
        )
        + "</ul>",
    ],
    ids=["many", "deep", "unclosed", "long", "nested"],
)
def test_hostile_pages_end(html: str) -> None:
    """Pages of a hundred thousand links, deep nesting or endless titles give an answer in bounded time."""
    started = time.process_time()
    parse_listing(html.encode(), "text/html", f"{SITE}/", NOW)
    assert is_within(time.process_time() - started, 10)


def links(entry: str, count: int = 5) -> str:
    """Return the body of a page with entries; {n} is the number, {day} the day of December 2025."""
    return "".join(entry.format(n=number, day=14 - number) for number in range(count))


FOOT = (
    '<div class="bottom"><a href="/about-the-house/">About the publisher of this site</a><a href="/privacy-and-cookies-policy/">'  # noqa: E501
    'Privacy policy and cookies</a><a href="/guidelines-of-the-editors-board/">Guidelines of the editors</a></div>'  # noqa: E501
)


@pytest.mark.parametrize(
    "entry",
    [
        '<div class="post-{n} post hentry tag-best-of-year category-popular"><h3><a href="/a-story-of-day-{n}/">Bridge number {n} opens to lorries</a></h3></div>',  # noqa: E501
        '<div class="cell"><div class="x-promo"><a class="x-promo-heading" href="/a-story-of-day-{n}/"><h3>Bridge number {n} opens to lorries</h3></a></div></div>',  # noqa: E501
        '<div class="card card--side"><h3><a href="/a-story-of-day-{n}/">Bridge number {n} opens to lorries</a></h3></div>',  # noqa: E501
    ],
    ids=["terms of a post", "promo", "side"],
)
def test_names_of_single_items(entry: str) -> None:
    """A name that menus bear too does not exclude the items of a list."""
    found = parsed(f"<body><div>{links(entry)}</div>{FOOT}</body>")
    assert [item.url for item in found.entries] == [f"{SITE}/a-story-of-day-{n}/" for n in range(5)]


@pytest.mark.parametrize(
    "entry",
    [
        """<div class="it" onclick="location.href='/view.do?seq=91{n}'"><div class="tit">Bridge number {n} opens to lorries</div><div class="date">2025-12-{day}</div></div>""",  # noqa: E501
        '<tr data-href="/view.do?seq=91{n}"><td>{n}</td><td>Bridge number {n} opens to lorries</td><td>2025-12-{day}</td></tr>',  # noqa: E501
        """<li><a href="#none" onclick="window.location.href='/view.do?seq=91{n}';return false">Bridge number {n} opens to lorries</a> <em>2025-12-{day}</em></li>""",  # noqa: E501
        """<li><a href="javascript:location.href='/view.do?seq=91{n}'">Bridge number {n} opens to lorries</a> <em>2025-12-{day}</em></li>""",  # noqa: E501
    ],
    ids=["onclick", "data-href", "link with onclick", "javascript link"],
)
def test_elements_that_a_script_makes_clickable(entry: str) -> None:
    """An address in a click handler is that of the article."""
    table = f"<table>{links(entry)}</table>" if entry.startswith("<tr") else f"<ul>{links(entry)}</ul>"
    assert [(item.url, item.title, item.published) for item in parsed(f"<body>{table}</body>").entries] == [
        (f"{SITE}/view.do?seq=91{n}", f"Bridge number {n} opens to lorries", datetime(2025, 12, 14 - n, tzinfo=UTC))  # noqa: E501
        for n in range(5)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [
        '<li><a href="/press/st-91{n}"><span class="q1">{day} December 2025</span><span class="q2">Press release</span><span class="q3">Bridge number {n} opens</span></a></li>',  # noqa: E501
        '<div><a href="/press/st-91{n}"><div><span>Economy</span><div>Bridge number {n} opens</div><span>Dec {day}</span></div></a></div>',  # noqa: E501
        '<div><p><i>{day}</i><i>DEC</i><i>2025</i></p><h4><a href="/press/st-91{n}">Bridge number {n} opens</a></h4></div>',  # noqa: E501
        '<a href="/press/st-91{n}"><x-card><x-card-subtitle>{day} Dec 2025 · 3 min read</x-card-subtitle><x-card-title>Bridge number {n} opens</x-card-title><x-text>In short</x-text></x-card></a>',  # noqa: E501
        '<div><a href="/press/st-91{n}"><div><span>Economy</span>Bridge number {n} opens<em>{day}/12/2025</em></div></a></div>',  # noqa: E501
        'Dec. {day}, 2025 - <a href="/press/st-91{n}">Bridge number {n} opens</a><br>',
        '<h3>Sunday, {day} December 2025</h3><ul><li>18:10 <a href="/press/st-91{n}">Bridge number {n} opens</a></li></ul>',  # noqa: E501
    ],
    ids=[
        "date first in a card",
        "no year",
        "date in parts",
        "custom elements",
        "loose title",
        "bare text",
        "headings",
    ],
)
def test_dates_of_items(entry: str) -> None:
    """A date is read beside, inside and above a link, and neither it nor a repeated label becomes the title."""  # noqa: E501
    assert [
        (item.title, item.published) for item in parsed(f"<body><div>{links(entry)}</div></body>").entries
    ] == [(f"Bridge number {n} opens", datetime(2025, 12, 14 - n, tzinfo=UTC)) for n in range(5)]


def test_date_above_the_whole_page_is_of_no_article() -> None:
    """Today's date in the head of a page dates none of its articles, nor does the day of a coming event."""
    entry = '<li><a href="/press/st-91{n}">Bridge number {n} opens to lorries</a></li>'
    coming = '<li><a href="/press/st-92{n}">Concert number {n} of the orchestra</a> <b>{day} January</b></li>'
    html = f"<body><p>Monday, 15 December 2025</p><ul>{links(entry)}</ul><ul>{links(coming)}</ul></body>"
    assert {item.published for item in parsed(html).entries} == {None}


def test_menu_beside_a_short_dated_list() -> None:
    """A menu of pages with long names is not taken for a part of a list whose items have dates."""
    entry = '<p><b>{day} December 2025</b> <a href="/press/bridge-number-{n}-opens-to-lorries">Bridge number {n} opens to lorries</a></p>'  # noqa: E501
    menu = '<a href="/library-and-archive-number-{n}.html">Library and archive number {n}</a><br>'
    html = f"<table><tr><td>{links(menu, 6)}</td><td>{links(entry, 3)}</td></tr></table>"
    assert len(parsed(f"<body>{html}</body>").entries) == 3


def test_links_of_a_region_column_are_left_out() -> None:
    """Links of a column with the region of each article are left out, although they are in the same rows."""
    rows = "".join(
        f'<tr><th>2025-12-{14 - n}</th><td><a href="/regions/region-{n % 3}/">Regional office number {n % 3}</a></td>'  # noqa: E501
        f'<td><a href="/press/st-91{n}">Bridge number {n} opens to lorries</a></td></tr>'
        for n in range(8)
    )
    found = parsed(f"<body><table>{rows}</table></body>").entries
    assert [item.url for item in found] == [f"{SITE}/press/st-91{n}" for n in range(8)]
    assert [item.published for item in found] == [datetime(2025, 12, 14 - n, tzinfo=UTC) for n in range(8)]


def test_leap_day_without_a_year() -> None:
    """29 February without a year is that of the last leap year."""
    now = datetime(2028, 3, 2, tzinfo=UTC)
    assert item_date(["29 February"], "en", now) == datetime(2028, 2, 29, tzinfo=UTC)
