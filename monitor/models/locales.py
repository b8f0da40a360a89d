"""Parse the languages, countries and time zones of a config file.

Codes are from ISO 639-1 and ISO 3166-1 alpha-2; zones are from the installed IANA data.
"""

import re
from functools import cache
from zoneinfo import available_timezones

_LANGUAGE_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn
mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se
sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo
wa wo xh yi yo za zh zu
"""
_COUNTRY_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU
FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM
IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD
ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST
SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS
XK YE YT ZA ZM ZW
"""
_LANGUAGES = frozenset(_LANGUAGE_CODES.split())
_COUNTRIES = frozenset(_COUNTRY_CODES.split())
# Country codes, names and ISO 639-2 codes, with the language tag that was probably meant.
_LANGUAGE_SLIPS = {
    "cn": "zh", "dk": "da", "gr": "el", "jp": "ja", "kh": "km", "cz": "cs", "vn": "vi", "us": "en",
    "in": "id", "gb": "en", "eng": "en", "kor": "ko", "lao": "lo", "tha": "th", "zho": "zh", "ua": "uk",
    "sp": "es", "tw": "zh-Hant", "hk": "zh-Hant", "mm": "my", "ph": "tl", "au": "en", "at": "de",
    "mx": "es", "by": "be", "jpn": "ja", "vie": "vi", "fra": "fr", "deu": "de", "spa": "es", "rus": "ru",
    "ita": "it", "por": "pt", "ind": "id", "khm": "km", "mya": "my", "msa": "ms", "english": "en",
    "korean": "ko", "chinese": "zh", "japanese": "ja", "thai": "th", "vietnamese": "vi", "french": "fr",
    "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru",
    "indonesian": "id", "malay": "ms", "khmer": "km", "burmese": "my", "laotian": "lo",
}  # fmt: skip
_COUNTRY_SLIPS = {
    "UK": "GB", "EN": "GB", "KO": "KR", "JA": "JP", "ZH": "CN", "LO": "LA", "VIE": "VN", "KOR": "KR",
    "LAO": "LA", "USA": "US", "ROK": "KR", "THA": "TH", "JPN": "JP", "CHN": "CN",
}  # fmt: skip
# Countries whose code in lower case is the tag of another language.
_LANGUAGES_OF = {"KR": "ko", "LA": "lo", "SE": "sv", "MY": "ms"}
_ZONE_SLIPS = {
    "ICT": "Asia/Bangkok", "KST": "Asia/Seoul", "JST": "Asia/Tokyo", "CST": "Asia/Shanghai",
    "SGT": "Asia/Singapore", "WIB": "Asia/Jakarta", "PHT": "Asia/Manila", "MYT": "Asia/Kuala_Lumpur",
    "CET": "Europe/Paris", "BST": "Europe/London", "EDT": "America/New_York", "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles", "IST": "Asia/Kolkata", "AEST": "Australia/Sydney",
    "LAOS": "Asia/Vientiane", "KOREA": "Asia/Seoul", "THAILAND": "Asia/Bangkok",
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*[+\-−]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")


def language(value: str) -> str:
    """Return a BCP 47 tag such as `ko` or `zh-Hant`, or "" for mixed or unknown.

    Raises:
        ValueError: the value is not a tag; the message suggests one.
    """
    if value and (slip := _LANGUAGE_SLIPS.get(value.lower()) or _LANGUAGES_OF.get(value)):
        raise ValueError(f'"{value}" is not a language; did you mean "{slip}"?')
    if not value or _is_tag(value):
        return value
    meant = _as_tag(value)
    if _is_tag(meant):
        raise ValueError(f'{_shown(value)} is not a language tag; did you mean "{meant}"?')
    raise ValueError(f'{_shown(value)} is not a language tag; write one such as "en", "ko" or "zh-Hant"')


def primary_language(tag: str) -> str:
    """Return the primary subtag of a language tag (RFC 5646, 2.2.1): `zh` for `zh-Hant`; "" for ""."""
    return tag.partition("-")[0].lower()


def _is_tag(value: str) -> bool:
    primary = value.partition("-")[0]
    known = len(primary) == 3 or primary in _LANGUAGES  # noqa: PLR2004 - three-letter codes of smaller languages
    return known and _TAG.fullmatch(value) is not None


def _as_tag(value: str) -> str:
    """Return a locale name such as `zh_TW.UTF-8` or `EN` as the tag that was probably meant."""
    primary, *subtags = re.split("[-_]", value.strip().partition(".")[0])
    subtags = [tag.upper() if len(tag) == 2 else tag.title() for tag in subtags]  # noqa: PLR2004 - a country
    return "-".join((primary.lower(), *subtags))


def country(value: str) -> str:
    """Return an ISO 3166 alpha-2 code, or "" for none.

    Raises:
        ValueError: the value is not a code; the message suggests one.
    """
    if not value or value in _COUNTRIES:
        return value
    meant = _COUNTRY_SLIPS.get(value.upper()) or (value.upper() if value.upper() in _COUNTRIES else None)
    if meant:
        raise ValueError(f'"{value}" is not a country code; did you mean "{meant}"?')
    raise ValueError(
        f'{_shown(value)} is not a country code; write two capital letters such as "KR", or leave it out'
    )


def timezone(value: str) -> str:
    """Return an IANA time zone.

    Raises:
        ValueError: there is no such zone; the message suggests one.
    """
    if value in _zones():
        return value
    if slip := _ZONE_SLIPS.get(value.upper()):
        raise ValueError(f'{_shown(value)} is not a time zone; did you mean "{slip}"?')
    if _OFFSET.fullmatch(value.strip()):
        # A zone of the form Etc/GMT+7 counts the other way round, and knows no summer time.
        raise ValueError(
            f'{_shown(value)} is not a time zone; write the zone of a city, such as "Asia/Bangkok" or'
            ' "Asia/Seoul"'
        )
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for a mistake only

    city = value.partition(",")[0].strip()
    close = process.extractOne(city, sorted(_zones()), scorer=fuzz.WRatio, score_cutoff=75)
    meant = f'; did you mean "{close[0]}"?' if close else '; write one such as "Asia/Seoul" or "UTC"'
    raise ValueError(f"{_shown(value)} is not a time zone{meant}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _shown(value: str) -> str:
    return ascii(value[:40]) if not value[:40].isprintable() else f'"{value[:40]}"'
