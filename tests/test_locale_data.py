"""Names of one language are read without keeping the data of the language."""

import pytest
from babel import localedata

from monitor.models.locale_data import locale_data
from monitor.read.dates.names import LANGUAGES, month_and_weekday_names

needs_clear = pytest.mark.skipif(
    not hasattr(localedata, "clear_caches"), reason="this version of babel keeps its caches"
)


def test_names_of_months_outlive_their_data() -> None:
    """What was copied stays usable after the data is gone."""
    with locale_data("lo") as locale:
        assert locale is not None
        months = dict(locale.months["format"]["wide"])
    assert len(months) == 12


@pytest.mark.parametrize("language", ["xx", "", "not a tag", "q" * 99])
def test_an_unknown_language_has_no_data(language) -> None:
    """A tag without data yields None, as a feed may state any."""
    with locale_data(language) as locale:
        assert locale is None


@needs_clear
def test_dates_in_all_languages_keep_no_locale_data() -> None:
    """The data of 36 languages takes 37 MB in each worker, their names of months less than 1 MB."""
    month_and_weekday_names.cache_clear()
    for language in LANGUAGES:
        assert month_and_weekday_names(language)
    assert not localedata._cache
