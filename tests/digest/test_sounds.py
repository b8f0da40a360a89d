"""Names of one sound in several scripts are one name, and countries are found only where they are meant."""

import pytest

from monitor.digest.countries import NO_NAME, countries
from monitor.digest.lexicon import solid, spaced
from monitor.digest.sounds import heard_in, name_sounds, running_sound, sound
from monitor.models.caseless import caseless


@pytest.mark.parametrize(
    "name",
    ["통룬 시술릿", "ທອງລຸນ ສີສຸລິດ", "Thongloun Sisoulith", "トンルン・シスリット", "Тхонглун Сисулит"],
)
def test_a_name_sounds_alike_in_each_script(name: str) -> None:
    """Hangul, Lao, Latin letters, katakana and Cyrillic give one sound."""
    assert sound(name) == "TNLNSSLT"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("라오스의 분미 깨오사왕 국장은 9일 창고를 닫았다.", "ko"),
        ("ທ່ານ ບຸນມີ ແກ້ວສະຫວັນ ໄດ້ປິດສາງ.", "lo"),
        ("本米·乔沙旺局长关闭了仓库。", "zh"),
    ],
)
def test_a_name_is_heard_in_a_text_without_capitals(text: str, language: str) -> None:
    """A name of a text in Latin letters is found in texts whose script does not show names."""
    names = name_sounds("The store was closed by Bounmy Keosavang, head of the office.", "en")
    (heard,) = heard_in(names, [running_sound(text, language)])
    assert "Bounmy Keosavang" in {names[one] for one in heard}


@pytest.mark.parametrize("text", ["Laos and Thai Police said", "Lee met Kim on Monday in May", "in the town"])
def test_short_and_common_words_are_no_names(text: str) -> None:
    """Words with few consonants and words that are common in the news are not compared by sound."""
    assert not name_sounds(text, "en")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "한국과 라오스의 범죄인 인도 조약", {"KR", "LA"}),
        ("ko", "인도 정부와 인도네시아", {"IN", "ID"}),
        ("ja", "新しいスタイルのタイトル", set()),
        ("ja", "タイとインドネシア", {"TH", "ID"}),
        ("lo", "ສ ເກົາຫຼີ ແລະ ຄົນສັນຊາດຈີນ", {"KR", "CN"}),
        ("ru", "Правительство Лаоса и власти Таиланда", {"LA", "TH"}),
        ("en", "a romance scam in Myanmar", {"MM"}),
        ("es", "los ministros surcoreanos en Vientián", {"KR", "LA"}),
    ],
)
def test_countries(language: str, text: str, expected: set[str]) -> None:
    """A country is found by its names, stems and short forms, and not inside other words."""
    folded = caseless(text)
    found = countries(language).count(spaced(folded), solid(folded))
    assert found.keys() - {NO_NAME} == expected
