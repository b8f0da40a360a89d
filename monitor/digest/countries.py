"""Find the countries that a text names, in any language of Unicode CLDR."""

import re
from functools import cache

from monitor.digest.lexicon import Lexicon
from monitor.models.locale_data import locale_data

_WORDS_LONG = 5
_STEMMED_BY_ONE = 7  # letters; in longer names two letters change: Moldova, Moldovan
_FORMS = re.compile(r"[^()/]+")  # CLDR writes "Myanmar (Burma)"
_ALPHABET = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\u1e00-\u1eff]")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# What CLDR does not list: adjectives, short forms of the press, capitals as names of governments.
_FURTHER = {
    "en": {
        "TH": "thai", "FR": "french", "GB": "british,britain", "US": "american,washington", "JP": "tokyo",
        "KP": "pyongyang,dprk", "KR": "seoul", "LA": "lao,laotian*,vientiane", "VN": "hanoi", "MM": "burmese",
        "PH": "philippine,filipino*,filipina*", "NL": "dutch", "ES": "spanish", "CN": "chinese,beijing",
        "DK": "danish",
    },
    "ko": {"KR": "한국,우리나라", "VN": "월남", "KP": "북측"},
    "lo": {
        "KR": "ສ ເກົາຫຼີ,ສ.ເກົາຫຼີ", "KP": "ສປປ ເກົາຫຼີ,ສ.ປ.ປ ເກົາຫຼີ",
        "US": "ອາເມລິກາ", "PH": "ຟິລິບປິນ", "ID": "ອິນໂດເນເຊຍ",
        "AU": "ອົດສະຕາລີ", "MM": "ມຽນມາ",
    },
    "th": {
        "US": "สหรัฐ", "KP": "โสมแดง", "KR": "โสมขาว",
        "MM": "เมียนมาร์", "LA": "สปป.ลาว",
    },
    "vi": {"US": "mỹ", "KP": "bắc triều tiên", "PH": "phi-líp-pin", "MM": "mi-an-ma"},
    "zh": {
        "KR": "南韩,韓國,南韓", "LA": "寮国,寮國,老撾", "KP": "朝鮮,北韓,北韩", "TH": "泰國",
        "CN": "中國,中方", "US": "美國", "VN": "越方", "MM": "緬甸",
    },
    "ja": {"US": "米国", "KP": "北朝鮮"},
    "ru": {
        "KR": "южная корея,южной корее,южной кореи,южную корею,республики корея,южнокорейск*,сеул*",
        "KP": "северная корея,северной корее,северной кореи,северную корею,северокорейск*,пхеньян*",
        "CN": "кита*,кнр,пекин*", "US": "сша,американск*", "LA": "лаос*,вьентьян*",
        "VN": "ханой*,ханоя,ханое", "IN": "индии,индию,индией,индийск*",
        "KH": "камбодж*", "MM": "мьянм*", "TH": "тайланд*,бангкок*",
        "JP": "токио",
    },
    "fr": {"KR": "séoul,sud-coréen*", "LA": "laotien*,vientiane", "KP": "nord-coréen*", "US": "américain*"},
    "de": {"KR": "seoul,südkorea*", "LA": "laotisch*,vientiane", "KP": "nordkorea*"},
    "es": {"KR": "seúl,surcorean*", "LA": "laosian*,vientián", "KP": "norcorean*"},
    "it": {"KR": "seul,sudcorean*", "LA": "laotian*", "KP": "nordcorean*", "CN": "cinese,cinesi,pechino"},
    "pt": {
        "KR": "seul,sul-corean*", "LA": "laosian*,laocian*", "KP": "norte-corean*,pyongyang",
        "CN": "chinês,chines*", "TH": "tailandes*",
    },
    "id": {
        "KR": "korsel,seoul", "KP": "korut,pyongyang", "US": "amerika serikat", "CN": "cina,beijing",
        "LA": "vientiane",
    },
}  # fmt: skip
# Names that mostly mean something else where words have no edges: 수단 is a means, ຊາດ a nation.
_OTHER_MEANING = {
    "ko": frozenset(
        {"JE", "GG", "GH", "GN", "GA", "FJ", "ML", "SD", "OM", "TD", "TG", "TO", "IR", "GU", "PW"}
    ),
    "lo": frozenset({"TD"}),
    "th": frozenset({"TD"}),
    "vi": frozenset({"DE", "AT"}),
}
NO_NAME = ""  # of longer words in the lexicon
# Longer words that begin like a country: extradition, delivery and humane in Korean; India is not meant.
_LONGER = {
    "ko": "범죄인 인도,인도 조약,인도 요청,인도 청구,인도 절차,인도 심사,인도 재판,신병 인도,송환 인도,"
    "강제 인도,인도적,인도주의,인도차이나,인도받,인도하,인도했,인도될,인도돼",
    "zh": "印度支那,印度洋",
    "th": "อินเดียน",
}


@cache
def countries(language: str) -> Lexicon:
    """Return the names of countries in a language; stems also match adjectives and cases."""
    with locale_data(language) as locale:
        if locale is None:
            return Lexicon(())
        territories = dict(locale.territories)
    further, other = _FURTHER.get(language, {}), _OTHER_MEANING.get(language, frozenset())
    rows = [(NO_NAME, _LONGER.get(language, "").split(","))]
    for code, named in territories.items():
        if not code.isalpha() or code in _NO_COUNTRY:
            continue
        names = [] if code in other else [form.strip() for form in _FORMS.findall(named)]
        rows.append((code, [*map(_stem, names), *further.get(code, "").split(",")]))
    return Lexicon(rows, longest=True)


def _stem(name: str) -> str:
    if not (name.isalpha() and _ALPHABET.match(name) and len(name) >= _WORDS_LONG):
        return name
    kept = len(name) - (1 if len(name) <= _STEMMED_BY_ONE else 2)
    return name[: max(_WORDS_LONG, kept)] + "*"
