"""A keyword is found if it is a word of its script, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.match.watching import count, forms

LETTERS = "abcdefghijklmnopqrstuvwxyzéàöđщßłกຂ한"


@pytest.mark.parametrize(
    ("term", "language", "text", "form"),
    [
        ("Laos", "en", "Ministers of Laos met on Monday.", "Laos"),
        ("Laos", "en", "It is Laos's third airport.", "Laos"),
        ("Lao", "en", "The Lao’s answer came late.", "Lao"),
        ("laos", "en", "ALL OF LAOS SAW RAIN", "LAOS"),
        ("Laos", "en", "(Laos)", "Laos"),
        ("Laos", "en", "Thailand/Laos border", "Laos"),
        ("Laos", "en", "Laos–China railway", "Laos"),
        ("critical mineral", "en", "a critical-mineral deal", "critical-mineral"),
        ("critical-mineral", "en", "two critical minerals", "critical minerals"),
        ("critical mineral", "en", "a critical\u00a0mineral deal", "critical\u00a0mineral"),
        ("critical mineral", "en", "a critical\nmineral deal", "critical\nmineral"),
        ("=MOU", "en", "They signed an MOU.", "MOU"),
        ("=MOU", "en", "They signed an ＭＯＵ.", "ＭＯＵ"),
        ("=U.S.", "en", "The U.S. said so.", "U.S"),
        ("S. Korea", "en", "The S.Korea team won.", "S.Korea"),
        ("extradit*", "en", "an extraditable offence", "extraditable"),
        ("Việt Nam", "vi", "Thủ tướng Việt Nam đến thăm", "Việt Nam"),
        ("hoà bình", "vi", "tiến trình hòa bình", "hòa bình"),
        ("hòa bình", "vi", "tiến trình hoà bình", "hoà bình"),
        ("договор", "ru", "Новый договор подписан", "договор"),
        ("라오스", "ko", "정부는 라오스와 협의했다", "라오스"),
        ("라오스", "ko", "라오스에서는 비가 내렸다", "라오스"),
        ("라오스", "ko", "한·라오스 관계", "라오스"),
        ("라오스", "ko", "현지 라오스인 직원", "라오스"),
        ("라오스", "ko", "재라오스한인회", "라오스"),
        ("범죄인 인도", "ko", "범죄인인도조약이 맺어졌다", "범죄인인도"),
        ("범죄인 인도", "ko", "범죄인 인도 조약", "범죄인 인도"),
        ("범죄인 인도", "ko", "범죄인의 인도를 요청", "범죄인의 인도"),
        ("범죄인 인도", "ko", "범죄인을 인도하기로", "범죄인을 인도"),
        ("루앙프라방", "ko", "고도 루앙 프라방에서", "루앙 프라방"),
        ("루앙 프라방", "ko", "루앙프라방의 아침", "루앙프라방"),
        ("핵심광물", "ko", "핵심광물은 공급이", "핵심광물"),
        ("핵심 광물", "ko", "핵심광물 공급망", "핵심광물"),
        ("ຫຼວງພະບາງ", "lo", "ຢູ່ເມືອງຫລວງພະບາງມື້ນີ້", "ຫລວງພະບາງ"),
        ("ຫລວງພະບາງ", "lo", "ຢູ່ເມືອງຫຼວງພະບາງມື້ນີ້", "ຫຼວງພະບາງ"),
        ("ຫຼວງພະບາງ", "lo", "ນະຄອນ ຫຼວງ ພະບາງ ມື້ນີ້", "ຫຼວງ ພະບາງ"),
        ("ຫຼວງພະບາງ", "lo", "ແຂວງຫຼວງ\u200bພະບາງ", "ຫຼວງ\u200bພະບາງ"),
        ("ສປປ ລາວ", "lo", "ລັດຖະບານສປປລາວ", "ສປປລາວ"),
        ("ສປປ ລາວ", "lo", "ລັດຖະບານ ສ.ປ.ປ. ລາວ", "ສ.ປ.ປ. ລາວ"),
        ("ສ ເກົາຫຼີ", "lo", "ປະທານາທິບໍດີ ສ.ເກົາຫຼີ", "ສ.ເກົາຫຼີ"),
        ("ສ ເກົາຫຼີ", "lo", "ທູດສເກົາຫລີ", "ສເກົາຫລີ"),
        ("ນ້ຳ", "lo", "ເຂື່ອນນໍ້າງື່ມ", "ນໍ້າ"),
        ("ໜັງສື", "lo", "ເຊັນຫນັງສືຮ່ວມມື", "ຫນັງສື"),
        ("หลวงพระบาง", "th", "ไปเที่ยวหลวงพระบางกัน", "หลวงพระบาง"),
        ("สปป.ลาว", "th", "รัฐบาล สปป. ลาว แถลง", "สปป. ลาว"),
        ("แขวง", "th", "เเขวงบ่อแก้ว", "เเขวง"),
        ("琅勃拉邦", "zh", "飞往琅勃拉邦的航班", "琅勃拉邦"),
        ("琅勃拉邦", "zh", "飞往琅 勃拉邦的航班", "琅 勃拉邦"),
        ("老挝", "zh", "中国与老挝签署协议", "老挝"),
        ("ラオス", "ja", "ﾗｵｽ政府は発表した", "ﾗｵｽ"),
        ("タイ", "ja", "隣国のタイが反対した", "タイ"),
        ("កម្ពុជា", "km", "នៅកម្ពុជាថ្ងៃនេះ", "កម្ពុជា"),
        ("MOU", "ko", "양국은 MOU를 체결", "MOU"),
        ("ODA", "lo", "ທຶນODAຂອງ", "ODA"),
    ],
)  # fmt: skip
def test_the_exact_spelling_is_found(term, language, text, form):
    """The keyword is found in the word, and shown in the spelling of the text."""
    assert forms(term, text, language) == [form]


@pytest.mark.parametrize(
    ("term", "language", "text"),
    [
        ("Laos", "en", "Nikolaos Papadopoulos spoke in Athens."),
        ("Laos", "en", "Laosy is no word, nor is Laos1975."),
        ("Lao", "en", "Laos is another word, and so is Macao."),
        ("Lao", "en", "o leilão, um leilao"),
        ("=Lao", "en", "the lao of lowlands"),
        ("=MOU", "en", "a mou of small letters, or MoU"),
        ("=MOU", "en", "several MOUs"),
        ("Lao", "vi", "Bộ Lào động"),
        ("Lào", "vi", "người lao động"),
        ("mineral", "en", "a miner and mineralogy"),
        ("extradit*", "en", "nonextraditable"),
        ("S. Korea", "en", "the letters s. Then Korea"),
        ("extradition treaty", "en", "extradition. Treaty talks go on"),
        ("라오스", "ko", "라오 스님이 왔다"),
        ("범죄인 인도", "ko", "범죄인 하나가 인도로 갔다"),
        ("인도", "ko", "인 도시의 밤"),
        ("ลาว", "th", "ลา ว่า"),
        ("ໄທ", "lo", "ໄທ່"),
        ("ຕາ", "lo", "ເຕາະ"),
        ("กา", "th", "เกาะ"),
        ("ขาว", "th", "ในเขาวงกต"),
        ("老挝", "zh", "老。挝"),
        ("договор", "ru", "переговоры и договорённость"),
    ],
)  # fmt: skip
def test_it_is_not_found_inside_another_word(term, language, text):
    """Letters that a keyword shares with another word are not a hit."""
    assert forms(term, text, language) == []


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("조약", "조약돌을 주웠다", False),
        ("조약", "조약을 맺었다", True),
        ("조약", "그 조약", True),
        ("조약", "범죄인인도조약에서는", True),
        ("조약", "가조약을 맺었다", False),
        ("인도", "확인도 하지 않았다", False),
        ("인도", "본인확인도 거쳐야 한다", False),
        ("인도", "인도는 거절했다", True),
        ("인도", "용의자를 인도하기로 했다", True),
        ("타이", "타이어를 갈았다", False),
        ("타이", "타이는 섬이 많다", True),
        ("이란", "이란으로 떠났다", True),
        ("한-태국", "한-태국 회담", True),
        ("한-태국", "북한-태국 회담", False),
        ("タイ", "タイヤを替えた", False),
        ("タイ", "首都はタイの北", True),
    ],
)
def test_edge_requires_the_edge_of_a_morpheme(term, text, found):
    """With `edge`, a short word is not found at the beginning or end of a longer one."""
    assert bool(forms(term, text, "ko", edge=True)) is found


def test_without_the_edge_a_short_word_is_found_anywhere_in_its_group():
    """Without `edge`, the same word is found there."""
    assert forms("조약", "조약돌", "ko") == ["조약"]
    assert forms("タイ", "タイヤ", "ja") == ["タイ"]


def test_only_long_korean_words_may_be_written_apart():
    """A space inside a short word makes two words; four syllables may be split into two and two."""
    assert forms("공조", "공 조", "ko") == []
    assert forms("캄보디아", "캄보 디아", "ko") == ["캄보 디아"]
    assert forms("캄보디아", "캄 보디아", "ko") == []


def test_a_free_standing_accent_is_not_a_letter():
    """A separate accent, which NFKC splits into space and mark, does not hide a word."""
    assert forms("Laos", "the ´Laos´ question", "en") == ["Laos"]
    assert forms("Laos", "the ¨Laos¨ question", "en") == ["Laos"]


def test_title_words_count_in_titles_only():
    """`title:` finds its phrase in the headline only."""
    assert forms("title:Mekong", "nothing", title="Six Mekong countries meet") == ["Mekong"]
    assert forms("title:Mekong", "Six Mekong countries meet") == []
    assert forms("TITLE:=MOU", "", title="An MOU") == ["MOU"]


def test_words_that_overlap_themselves_are_counted_once():
    """Of overlapping occurrences of one keyword, the first counts."""
    assert count("라라", "라라라라", "ko") == 2
    assert count("라라", "라라라", "ko") == 1


@pytest.mark.no_cover
@given(st.text(LETTERS, min_size=1, max_size=4), st.sampled_from(["extradition", "Laos", "договор", "thỏa"]))
def test_a_spaced_word_glued_to_letters_is_another_word(glue, term):
    """A word with letters of a spaced script before or after it is another word."""
    spaced = glue.rstrip("กຂ한")
    before, behind = f"{glue}{term}", f"{term}{glue}"
    if glue[-1] not in "กຂ한":
        assert forms(term, before, "pl") == []
    if glue[0] not in "กຂ한":
        assert forms(term, behind, "pl") == []
    assert forms(term, f"{spaced} {term}", "pl") == [term]


@given(
    st.text("ວັນນີ້ທ່ານດາທຽວ", max_size=8).map(lambda text: f"{text} "),
    st.sampled_from(["老挝", "ラオス", "라오스", "ລັດຖະບານ"]),
    st.sampled_from(["", " ", "\u200b", ", "]),
)
def test_a_word_in_an_unspaced_script_is_found_anywhere(before, term, gap):
    """A word of a script without spaces is found after anything, with or without a space."""
    assert count(term, f"{before}{gap}{term}{gap}。", "lo") == 1
