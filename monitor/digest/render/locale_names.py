"""English names of languages and countries, and the format of dates and times."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.models.locales import primary_language

_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "km": "Khmer", "ko": "Korean", "lo": "Lao", "mn": "Mongolian", "ms": "Malay", "my": "Burmese",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sv": "Swedish", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_COUNTRIES = {
    "AE": "UAE", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BD": "Bangladesh",
    "BE": "Belgium", "BN": "Brunei", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CN": "China",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EG": "Egypt", "ES": "Spain", "FI": "Finland",
    "FR": "France", "GB": "UK", "HK": "Hong Kong", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel",
    "IN": "India", "IR": "Iran", "IT": "Italy", "JP": "Japan", "KE": "Kenya", "KH": "Cambodia",
    "KP": "North Korea", "KR": "South Korea", "KZ": "Kazakhstan", "LA": "Laos", "MM": "Myanmar",
    "MN": "Mongolia", "MO": "Macau", "MY": "Malaysia", "MX": "Mexico", "NG": "Nigeria",
    "NL": "Netherlands", "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand", "PH": "Philippines",
    "PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "QA": "Qatar", "RU": "Russia",
    "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "TH": "Thailand", "TL": "Timor-Leste",
    "TR": "Türkiye", "TW": "Taiwan", "UA": "Ukraine", "US": "US", "VN": "Vietnam", "ZA": "South Africa",
}  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 tag's language, or the tag if the language is unknown."""
    return _LANGUAGES.get(primary_language(tag), tag)


def country_name(code: str) -> str:
    """Return the English name of an ISO 3166 country, or the code if the country is unknown."""
    return _COUNTRIES.get(code.upper(), code)


def zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name, or UTC if this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12."""
    return _MONTHS[month - 1]


def long_day(day: date) -> str:
    """Return a date as `Tuesday, 16 December 2025`."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Return a date as `16 Dec 2025`."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def moment(at: datetime, tz: tzinfo, *, year: int | None = None, day: date | None = None) -> str:
    """Return a time in a zone as `16 Dec 2025, 09:12`.

    Returns `16 Dec, 09:12` if it is in `year`, and `09:12` if it is on `day`.
    """
    local = at.astimezone(tz)
    if local.date() == day:
        return f"{local:%H:%M}"
    text = short_day(local.date())
    return f"{text[:-5] if local.year == year else text}, {local:%H:%M}"


def offset(at: datetime, tz: tzinfo) -> str:
    """Return the UTC offset of a zone at a time: `UTC+07:00`, or `UTC`."""
    text = at.astimezone(tz).strftime("%z")
    return "UTC" if text in {"+0000", ""} else f"UTC{text[:3]}:{text[3:5]}"
