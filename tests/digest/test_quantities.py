"""Numbers and dates are the same in whatever language and notation they stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.lexicon import spaced
from monitor.digest.quantities import dates, quantities
from monitor.models.caseless import caseless

PUBLISHED = date(2026, 1, 15)


def numbers(text: str, language: str = "en") -> set[str]:
    """Return the numbers of a text."""
    return set(quantities(caseless(text), spaced(caseless(text)), language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "$412 million"), ("en", "US$412m"), ("ko", "4억1천200만 달러"),
        ("zh", "4.12亿美元"), ("ja", "4億1200万ドル"), ("lo", "412 ລ້ານໂດລາ"),
        ("th", "412 ล้านดอลลาร์"), ("vi", "412 triệu USD"),
        ("fr", "412 millions"), ("de", "412 Millionen"), ("es", "412 millones"),
        ("ru", "412 млн"), ("en", "412,000,000"), ("vi", "412.000.000"),
        ("fr", "412 000 000"), ("lo", "໔໑໒ ລ້ານ"),
        ("ru", "412 миллионов"), ("pt", "412 milhões"), ("it", "412 milioni"), ("id", "412 juta"),
        ("km", "៤១២ លានដុល្លារ"), ("my", "ဒေါ်လာ ၄၁၂ သန်း"),
    ],
)  # fmt: skip
def test_one_sum_in_many_notations(language: str, text: str) -> None:
    """Powers of ten in words, separators of thousands and native digits give one number."""
    assert numbers(text, language) == {"412000000"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "1.2 tonnes", "1200"), ("vi", "1.200 kg", "1200"),
        ("lo", "1,2 ໂຕນ", "1200"), ("en", "720 km", "720000"),
        ("ko", "720㎞", "720000"), ("en", "35 percent", "35%"),
        ("ko", "35%", "35%"), ("fr", "35 pour cent", "35%"),
        ("th", "3,100 ล้านวอน", "3100000000"), ("ko", "94억원", "9400000000"),
        ("ja", "4万立方メートル", "40000"), ("en", "Thirty-seven people", "37"),
        ("fr", "onze villages", "11"), ("de", "fünf Männer", "5"),
        ("en", "0.5 degrees", "0.5"), ("ko", "2천900명", "2900"),
        ("ru", "35 процентов", "35%"), ("ru", "1,2 тонны", "1200"), ("ru", "пять рудников", "5"),
        ("pt", "2 mil milhões", "2000000000"), ("it", "250mila euro", "250000"), ("it", "undici", "11"),
        ("id", "35 persen", "35%"), ("id", "delapan orang", "8"),
        ("km", "៣៥ ភាគរយ", "35%"), ("km", "៣ ម៉ឺននាក់", "30000"), ("my", "၃၅ ရာခိုင်နှုန်း", "35%"),
    ],
)  # fmt: skip
def test_units_and_words(language: str, text: str, expected: str) -> None:
    """Tonnes and kilometres become kilograms and metres; percentages and spelt numbers are read."""
    assert expected in numbers(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on Jan. 14"), ("en", "14 January"), ("ko", "14일"),
        ("ko", "1월 14일"), ("lo", "ວັນທີ 14 ມັງກອນ"), ("th", "วันที่ 14 มกราคม"),
        ("th", "14 ม.ค."), ("zh", "1月14日电"), ("ja", "14日、"), ("vi", "ngày 14/1"),
        ("fr", "le 14 janvier"), ("de", "am 14. Januar"), ("es", "14 de enero"),
        ("ru", "14 января"), ("pt", "14 de janeiro"), ("it", "il 14 gennaio"), ("id", "14 Januari"),
        ("km", "ថ្ងៃទី១៤ ខែមករា"), ("my", "ဇန်နဝါရီ ၁၄ ရက်"), ("my", "ဇန်နဝါရီလ ၁၄ ရက်"),
    ],
)  # fmt: skip
def test_one_date_in_many_languages(language: str, text: str) -> None:
    """A day and a month are one date; a day alone is of the month of publication."""
    assert set(dates(caseless(text), language, PUBLISHED)) == {date(2026, 1, 14)}


def test_a_date_is_the_nearest() -> None:
    """A date without a year is the one nearest to the publication."""
    assert set(dates(caseless("le 28 décembre"), "fr", PUBLISHED)) == {date(2025, 12, 28)}


@pytest.mark.parametrize(
    ("language", "text"), [("ko", "30일 뒤 발효"), ("zh", "30日后"), ("en", "31 February")]
)
def test_values_that_are_not_dates(language: str, text: str) -> None:
    """Durations and impossible days are not dates."""
    assert not dates(caseless(text), language, PUBLISHED)


@given(
    st.text(alphabet="0123456789.,억만천 百万m%$ton -/日월일Jan໐๑", max_size=40),
    st.sampled_from(["en", "ko", "lo", "xx", ""]),
)
def test_any_text_is_read(text: str, language: str) -> None:
    """No text raises an error."""
    folded = caseless(text)
    assert all(quantities(folded, spaced(folded), language).values())
    assert all(dates(folded, language, PUBLISHED).values())
