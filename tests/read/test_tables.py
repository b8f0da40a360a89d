"""Tables that lay out a page become paragraphs; tables of data stay rows."""

import time

import pytest

from monitor.models import Page
from monitor.read import read_page
from tests.read.documents import PARAGRAPH, entry

FIRST = "The ministers of Laos and South Korea signed a treaty on extradition in Vientiane on Monday morning."
SECOND = (
    "It enters into force thirty days after the exchange of instruments, which is planned for the spring."
)
KOREAN = "라오스와 한국의 장관들이 월요일 오전 비엔티안에서 범죄인 인도 조약에 서명했다고 외교부가 밝혔다."
MENU = "<tr><td><a href='/a'>Home</a></td><td><a href='/b'>World</a></td><td><a href='/c'>Sport</a></td></tr>"
CITIES = (("Seoul", 12), ("Vientiane", 31), ("Pakse", 33))
DATA = "".join(f"<tr><td>{city}</td><td>{degrees}</td></tr>" for city, degrees in CITIES)


def text_of(body: str) -> str:
    """Read a page with this body."""
    html = f"<html><head><title>Treaty signed</title></head><body>{body}</body></html>"
    return read_page(
        Page("https://news.test/1", html.encode()), entry(title="Treaty signed", summary="")
    ).text


LAYOUTS = (
    f"<table>{MENU}<tr><td colspan=3><h1>Treaty signed</h1>{FIRST}<br><br>{SECOND}</td></tr></table>",
    f"<table><tr><td><table>{MENU}</table></td><td><table><tr><td><p>{FIRST}</p><p>{SECOND}</p></table></table>",
    f"<table width=600><tr><td>{FIRST}</td></tr><tr><td>{SECOND}</td></tr></table>",
    f"<table role=presentation><tr><th>{FIRST}</th><td>{SECOND}</td></tr></table>",
    f"<article><p>{FIRST}</p><table><tr><td><img src=a.jpg></td></tr><tr><td>{SECOND}</td></tr></table>",
    f"<table><tbody><tr><td>By Anna</td><td>{FIRST} <b>Later</b> <i>more</i>.<div>{SECOND}</div>{PARAGRAPH}",
)


@pytest.mark.fault(363)
@pytest.mark.parametrize(
    "body",
    LAYOUTS,
    ids=["one table", "nested", "one column", "presentation", "picture with caption", "mixed cell"],
)
def test_layout_tables_leave_no_rows(body: str) -> None:
    """The text has its sentences as paragraphs, without the bars of a table."""
    text = text_of(body)
    assert "|" not in text
    lines = text.split("\n")
    assert any(line.startswith(FIRST) for line in lines)
    assert SECOND in lines


@pytest.mark.fault(363)
def test_lines_of_a_cell_stay_apart() -> None:
    """Two line breaks end a paragraph in Korean pages that are one large table."""
    body = f"<table><tr><td>메뉴</td><td>{KOREAN}<br>\n<br>{KOREAN[::-1]}<br/><br/>{SECOND}</td></tr></table>"
    assert text_of(body).split("\n")[-3:] == [KOREAN, KOREAN[::-1], SECOND]


@pytest.mark.fault(364)
@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (f"<table>{DATA}</table>", ["| Seoul | 12 |", "| Vientiane | 31 |", "| Pakse | 33 |"]),
        (
            f"<table><thead><tr><th>City</th><th>Degrees</th></tr></thead>{DATA}</table>",
            ["| City | Degrees |", "| Seoul | 12 |", "| Vientiane | 31 |", "| Pakse | 33 |"],
        ),
        (
            f"<table><tr><th>Year</th><th>What</th></tr><tr><td>2025</td><td>{FIRST * 3}</td></tr></table>",
            ["| Year | What |", f"| 2025 | {FIRST * 3} |"],
        ),
    ],
    ids=["without a head", "with a head", "with long cells"],
)
def test_data_tables_stay_readable(table: str, rows: list[str]) -> None:
    """Each row of a table of data is one line; lines without a word are left out."""
    lines = text_of(f"<article><p>{FIRST}</p><p>{PARAGRAPH}</p>{table}<p>{SECOND}</p></article>").split("\n")
    assert [line for line in lines if "|" in line] == rows


@pytest.mark.fault(363)
@pytest.mark.parametrize(
    ("inside", "times"), [("<br>a", 8000), ("<b>a</b>\f", 8000), ("<table><tr><td>a", 500)]
)
def test_hostile_cells_take_no_long_time(inside: str, times: int) -> None:
    """A cell of thousands of parts, or tables within tables, take the time of other pages of that size."""
    took = []
    for body in (f"<table><tr><td>{inside * times}", "<div>" + "<p>a" * times):
        began = time.process_time()
        text_of(f"{FIRST}{body}")
        took.append(time.process_time() - began)
    assert took[0] < 5 * took[1] + 2
