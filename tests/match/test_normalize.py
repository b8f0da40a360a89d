"""The normal form: one for all spellings of a text, with each place mapped to the original."""

import sys
from unicodedata import normalize as compose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.match import normalize

# Letters, marks, spaces and special cases of the relevant scripts, and anything else.
PIECES = [
    "Laos", "Lao PDR", "U.S.", "S. Korea", "-", "–", "—", "·", "_", "’", "“", "”", "…", "...", " ",
    "  ", "\n", "\u00a0", "\u3000", "\u200b", "\u00ad", "\ufeff", "\u202e", "\ufe0f", "\0",
    "\ud800", "´", "ß", "İ", "ŉ", "ﬁ", "½", "Å", "a\u0301", "e\u0323\u0302", "Việt", "hoà",
    "라오스", "범죄인 인도", "\u1105\u1161\u110b\u1169", "ㄱㅏ", "ﾊﾟ", "ﾀｲ", "ລາວ", "ຫຼ", "ຫລ",
    "ຫ້ຼ", "ໜ", "ນ້ຳ", "ນໍ້າ", "ສ.ເກົາຫຼີ", "สปป.ลาว", "น้ำ", "เเ", "老挝", "，", "。", "ラオス",
    "タイ", "\u0301", "\u0e49", "\u0345", "ᾳ", "ς", "１", "ＭＯＵ", "क्ष",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)
VISIBLE = st.lists(st.sampled_from([piece for piece in PIECES if piece != "\ud800"]), max_size=8).map("".join)


@given(TEXTS)
@example("a.b.-c")
@example("라 -한")
def test_folding_is_idempotent(text):
    """Normalizing a normal form changes nothing."""
    folded = normalize(text).text
    assert normalize(folded).text == folded


@given(TEXTS)
def test_each_place_leads_back_to_what_it_was(text):
    """The original of a part of the normal form, normalized alone, is or contains that part."""
    folded = normalize(text)
    places = [folded.original_span(at, at + 1) for at in range(len(folded.text))]
    for start, end in places:
        assert 0 <= start < end <= len(text)
    # Places are ascending: no character maps to a place before that of its predecessor.
    assert [start for start, _ in places] == sorted(start for start, _ in places)
    assert [end for _, end in places] == sorted(end for _, end in places)
    for at, (start, end) in enumerate(places):
        # What depends on its neighbours: a hyphen or dot between letters, the order of Thai and Lao marks.
        assert folded.text[at] in normalize(text[start:end]).text + " -ລ" or text[start:end] in ".-", text[
            start:end
        ]


@given(
    st.lists(
        st.sampled_from(["Laos", "범죄인 인도", "ຫຼວງພະບາງ", "琅勃拉邦", "Việt Nam", "MOU", ".", "…", "\n"]),
        min_size=1,
    )
)
def test_a_stretch_of_the_normal_form_is_the_fold_of_its_original(words):
    """text[a:b] of the normal form maps to an original span with the same normal form."""
    text = " \u200b".join(words)
    folded = normalize(text)
    for word in words:
        form = normalize(word).text
        at = folded.text.find(form)
        if form.strip(" .") and at >= 0:
            start, end = folded.original_span(at, at + len(form))
            assert normalize(text[start:end]).text == form


@given(VISIBLE, st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f"))
def test_zero_width_characters_change_nothing(text, zero_width):
    """A text full of zero-width characters has the normal form of the text without them."""
    assert normalize(zero_width.join(text)).text == normalize(text).text
    assert normalize(zero_width + text + zero_width).text == normalize(text).text


@given(VISIBLE)
def test_composed_and_decomposed_letters_are_one(text):
    """NFC and NFD of a text have the same normal form."""
    assert normalize(compose("NFC", text)).text == normalize(compose("NFD", text)).text


def test_case_folding_of_every_letter_keeps_places():
    """Each character of the normal form maps to the letter that it comes from."""
    for code in range(0x80, sys.maxunicode + 1, 1):
        char = chr(code)
        if char.isalpha() and char.casefold() != char:
            folded = normalize(f"x{char}y")
            assert folded.text[0] == "x"
            assert folded.text[-1] == "y"
            assert folded.original_span(len(folded.text) - 1, len(folded.text)) == (2, 3), hex(code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ຫຼວງພະບາງ", "ຫລວງພະບາງ"),
        ("ໜັງສື", "ຫນັງສື"),
        ("ໝູ່", "ຫມູ່"),
        ("ນຳ", "ນໍາ"),
        ("ນ້ຳ", "ນໍ້າ"),
        ("ນ້ຳ", "ນ້ໍາ"),
        ("ຫຼ້ຽວ", "ຫລ້ຽວ"),
        ("ຫຼື", "ຫລື"),
        ("ຫ້ຼຽວ", "ຫລ້ຽວ"),
        ("ເເຂວງ", "ແຂວງ"),
        ("เเขวง", "แขวง"),
        ("น้ำ", "นํ้า"),
        ("ສ.ເກົາຫຼີ", "ສ ເກົາຫລີ"),
        ("ສ.ປ.ປ. ລາວ", "ສປປລາວ"),
        ("สปป.ลาว", "สปป. ลาว"),
        ("루앙 프라방", "루앙프라방"),
        ("한·라오스", "한라오스"),
        ("critical-mineral", "critical\u2011mineral"),
        ("critical-mineral", "critical mineral"),
        ("Lao’s", "Lao's"),
        ("“x”", '"x"'),
        ("U.S.", "US"),
        ("S.Korea", "S. Korea"),
        ("Lao P.D.R.", "Lao PDR"),
        ("ＭＯＵ", "MOU"),
        ("ﾗｵｽ", "ラオス"),
        ("Straße", "STRASSE"),
        ("Luang_Prabang", "Luang\u00a0 Prabang"),
    ],
)
def test_spellings_of_one_thing_are_one(one, other):
    """Spelling variants that mean the same have one normal form."""
    assert normalize(one).text == normalize(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lào", "Lao"),
        ("hoá", "hoa"),
        ("extradé", "extrade"),
        ("ผู้", "ผู"),
        ("라오스", "라오"),
        ("Laos. President", "Laos President"),
    ],
)
def test_what_differs_stays_apart(one, other):
    """Diacritics, tones and the ends of sentences are kept."""
    assert normalize(one).text != normalize(other).text


def test_case_may_be_kept():
    """For exact keywords the normal form keeps only the case."""
    assert normalize("ＭＯＵ of\u200b Straße", cased=True).text == "MOU of Straße"


@pytest.mark.fault(96)
def test_control_characters_vanish():
    """NUL and other controls inside a word do not hide it; lone surrogates become a visible mark."""
    assert normalize("La\0o\x07s").text == "laos"
    assert normalize("라\0오스").text == "라오스"
    assert normalize("Laos\ud800").text == "laos\ufffd"
