"""Headlines as stories compare them."""

import pytest

from monitor.digest.titles import has_update_mark, numbers, plain_title, squash

MARKED = [
    ("[1보] 한·라오스 정상회담 시작", "한·라오스 정상회담 시작"),
    ("[2보] 한·라오스 정상회담 시작", "한·라오스 정상회담 시작"),
    ("한·라오스 정상회담 시작(종합)", "한·라오스 정상회담 시작"),
    ("한·라오스 정상회담 시작(종합2보)", "한·라오스 정상회담 시작"),
    ("[속보] 한·라오스 정상회담 시작", "한·라오스 정상회담 시작"),
    ("UPDATE 2-Laos signs treaty", "Laos signs treaty"),
    ("UPDATE 1 - Laos signs treaty", "Laos signs treaty"),
    ("(2nd LD) Laos signs treaty", "Laos signs treaty"),
    ("(LEAD) Laos signs treaty", "Laos signs treaty"),
    ("BREAKING: Laos signs treaty", "Laos signs treaty"),
    ("CORRECTED-Laos signs treaty", "Laos signs treaty"),
    ("【速報】ラオスと条約締結", "ラオスと条約締結"),
    ("（更新）老挝签署条约", "老挝签署条约"),
    ("ด่วน! : ลาวลงนามสนธิสัญญา", "ลาวลงนามสนธิสัญญา"),
]


@pytest.mark.parametrize(("marked", "bare"), MARKED)
def test_an_update_mark_is_not_part_of_the_headline(marked: str, bare: str) -> None:
    """A marked headline is recognised and compares equal to the unmarked one."""
    assert has_update_mark(marked)
    assert plain_title(marked) == squash(bare)


@pytest.mark.parametrize(
    "title",
    ["Lead found in drinking water", "Updated rules for airports", "Police flash badges", "보건 당국 발표"],
)
def test_a_word_in_a_headline_is_not_an_update_mark(title: str) -> None:
    """A headline that merely uses such a word is not an update."""
    assert not has_update_mark(title)


def test_the_outlet_behind_a_dash_is_no_part_of_the_headline() -> None:
    """The outlet's own name at the end is dropped, another name is not."""
    assert plain_title("Treaty signed - Mekong Wire", ["Mekong Wire"]) == "treatysigned"
    assert plain_title("Treaty signed - minister", ["Mekong Wire"]) == "treatysignedminister"


def test_a_headline_of_marks_alone_keeps_them() -> None:
    """A headline that is nothing but a mark stays as it is rather than becoming empty."""
    assert plain_title("[속보]") == "속보"


def test_squashing_keeps_vowel_signs() -> None:
    """Lao and Thai words that differ in a vowel sign alone stay different."""
    assert squash("ຫຼວງ ພະບາງ!") == "ຫຼວງພະບາງ"
    assert squash("ປີ") != squash("ປູ")


def test_numbers_are_facts() -> None:
    """Numbers are found with their separators, in any width of digit."""
    assert numbers("３ killed, 1,200 hurt, 4.5 %") == {"3", "1,200", "4.5"}
