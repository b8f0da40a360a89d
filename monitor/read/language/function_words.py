"""Detect the language of a text in Latin letters by its most frequent words.

Templates often state a wrong language. Short texts and languages not listed here give no answer.
"""

import re
from collections.abc import Iterable

# Words that are frequent in one of these languages and rare or different in the others.
_WORDS = {
    "en": "the of and to in that is was for on with as by at from has have been were which their this would said",  # noqa: E501
    "fr": "le la les des du et est dans une pour que qui au aux sur par avec ont ce cette sont pas leur été",
    "es": "el la los las de del y en que por con para una se su al como más fue es han sobre este esta entre",
    "pt": "o os as da do das dos em que com para uma um não na no por foi mais ao pela pelo são também se e é",  # noqa: E501
    "it": "il lo gli della del delle dei di che per una con nel nella sono è dal alla anche più come si da e ha",  # noqa: E501
    "de": "der die das und ist nicht den von mit dem des für auf sich eine ein im wird auch als nach bei aus hat",  # noqa: E501
    "nl": "de het een van en is dat op te voor met zijn niet aan door ook bij naar uit heeft worden over werd",  # noqa: E501
    "id": "yang dan di dengan untuk pada ini dari itu akan tidak ke dalam oleh telah juga adalah mengatakan para",  # noqa: E501
    "ms": "yang dan di dengan untuk pada ini dari itu akan tidak ke dalam oleh telah juga adalah berkata kepada",  # noqa: E501
    "sv": "och att det som en är av för på med den till inte har om ett de från kan vid även var han hon",
    "da": "og at det som en er af for på med den til ikke har om et de fra kan ved også var han hun",
    "no": "og at det som en er av for på med den til ikke har om et de fra kan ved også var han hun etter",
    "pl": "i w na z do się że jest nie od za przez oraz dla po jak jego są był został również które który",
    "tr": "ve bir bu için ile da de olarak olan daha gibi sonra kadar ise çok var dedi ancak tarafından",
    "tl": "ang ng sa mga na ay si ni kay at ito para hindi kanyang ayon nang din rin upang isang",
    "cs": "a v na se je že s z do o pro by jsou jako který také podle ale však byl jeho které",
    "ro": "de și în a la cu pe care din pentru este nu au fost mai sunt prin după că o un sa",
    "fi": "ja on ei että se oli hän myös mutta ovat joka kun sen mukaan kuin ole tai voi",
    "hu": "a az és hogy nem is egy van volt meg csak már de ezt azt mint szerint lesz",
}  # fmt: skip
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_VIETNAMESE_SHARE = 0.02
_SEEN = 2000
_LEAST = 5
_CLEARLY = 2.5
_LEAST_SHARE = 0.12
# Languages that are written too similarly to contradict each other.
_ALIKE = (frozenset({"id", "ms"}), frozenset({"da", "no", "nb", "nn"}), frozenset({"pt", "gl"}))


def is_function_word(word: str) -> bool:
    """Return whether a word in lower case is among the most frequent ones of a language in Latin letters."""
    return word in _BY_WORD


def detect_latin_language(text: str) -> str:
    """Return the language of a text in Latin letters if its frequent words are clear, else ""."""
    if not text.isascii() and len(_VIETNAMESE.findall(text)) > len(text) * _VIETNAMESE_SHARE:
        return "vi"
    words = text[:_SEEN].lower().replace("'", " ").replace("’", " ").split()
    votes = _votes(words)
    if not votes:
        return ""
    best = max(votes, key=lambda language: votes[language])
    clear = votes[best] >= max(_LEAST, len(words) * _LEAST_SHARE)
    rivals = (votes[other] for other in votes if other != best and not _alike(best, other))
    return best if clear and votes[best] > max(rivals, default=0) else ""


def contradicts(text: str, stated: str, latin: str) -> bool:
    """Return whether a text cannot be in its stated language.

    Args:
        text: the text.
        stated: primary tag of the stated language.
        latin: what `detect_latin_language` returned for the text.
    """
    if _alike(stated, latin):
        return False
    if latin == "vi":
        return True
    if stated not in _WORDS:
        return stated in {"ko", "ja", "zh", "th", "lo", "vi"}
    votes = _votes(text[:_SEEN].lower().replace("'", " ").replace("’", " ").split())
    return votes[latin] >= _CLEARLY * votes.get(stated, 0)


def _votes(words: Iterable[str]) -> dict[str, int]:
    votes: dict[str, int] = {}
    known = _BY_WORD.get
    for word in words:
        for language in known(word, ()):
            votes[language] = votes.get(language, 0) + 1
    return votes


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _ALIKE)
