"""Inflect German words, and find nouns as parts of compounds.

Rules: Duden, Die Grammatik, Flexion; nouns in -ung, -heit, -ion and similar endings
join the next noun with -s-, which marks their compounds: Auslieferung in Auslieferungsabkommen.
"""

import re
from itertools import product

_MOST_FORMS = 96
_SHORTEST_PART = 6  # shorter nouns are also endings of unrelated words: Erz in Herz
_joins_with_s = re.compile("(?:ung|heit|keit|schaft|ion|tät|ling|tum)$").search
_feminine = re.compile("(?:ung|heit|keit|schaft|ion|tät|ik|ur|enz|anz)$").search
_unchanging = frozenset({"Laos", "Polizei", "USA", "EU", "UNO"})
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_SEPARABLE = re.compile(
    "^(ab|an|auf|aus|bei|ein|fest|frei|her|hin|los|mit|nach|um|vor|weg|weiter|wieder|zu|zurück|zusammen)(?=.{4})"
)
_INSEPARABLE = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer")
_plural_in_er = re.compile(
    "(?:haus|land|dorf|kind|bild|buch|gut|amt|volk|mann|rad|feld|geld|glied|schloss|bad|blatt|dach|fach|loch|wald|"
    "grab|kleid|lied|nest|licht|holz|tal|haupt|wort)$"
).search
_plural_with_umlaut = re.compile(
    "(?:ag|ug|all|ang|and|atz|auf|ass|aß|uss|uß|uch|ock|opf|aum|auch|[^of]of|ohn|oß|unsch|urf|utz|ampf|ank|ast|amm|"
    "ahn|at|acht|aft|uft|unft|unst|ast)$"
).search
_plain = re.compile(
    "(?:staat|monat|grad|tag|pfad|fabrikat|zertifikat|resultat|format|attentat|mandat|versand|bestand)$"
).search
_inner_umlaut = re.compile(
    "(?:hafen|garten|laden|graben|boden|kasten|schaden|faden|ofen|mangel|vogel|bruder|vater)$"
).search
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}
_SMALL_WORDS = "der die das des dem den und oder für von zu zur zum im in am an auf mit gegen über"
_small = frozenset(_SMALL_WORDS.split())


def inflect_phrase(phrase: str) -> list[str]:
    """Return all forms of a German phrase: `kritischer Rohstoff` gives kritische Rohstoffe, kritischen ..."""
    words = phrase.split()
    last = len(words) - 1
    choices = []
    inflecting = True
    for at, word in enumerate(words):
        inflecting = inflecting and word.lower() not in _small
        choices.append(inflect_word(word, attribute=at < last) if inflecting else [word])
    return [" ".join(choice) for choice in product(*choices)][:_MOST_FORMS]


def inflect_word(word: str, *, attribute: bool = False) -> list[str]:
    """Return all forms of one word, itself first: a noun with a capital, else an adjective or a weak verb.

    Args:
        word: as written.
        attribute: another word follows, so `Seltene` is an adjective.
    """
    if len(word) < 3 or not word.isalpha() or word in _unchanging or word.isupper():  # noqa: PLR2004
        return [word]
    if word[0].islower() and word.endswith(("en", "ern", "eln")) and not attribute:
        others = _conjugate(word)
    elif word[0].islower() or (attribute and word.endswith(("e", "en", "er", "es"))):
        others = _agree(word)
    else:
        others = [] if attribute else _decline(word)
    return list(dict.fromkeys([word, *others]))


def compound_parts(phrase: str) -> tuple[str, str]:
    """Return the beginning and the end of compounds with a noun, "" if there is none.

    The end of a compound says what it is: Auslieferungsabkommen is an Abkommen,
    Mineralwasser is not a Mineral.
    """
    *before, last = phrase.split()
    if not (
        last[:1].isupper() and last[1:].islower() and len(last) >= _SHORTEST_PART and last not in _unchanging
    ):
        return "", ""
    begins = f"{phrase}s" if _joins_with_s(last) else ""
    return begins, "" if before else phrase


def _agree(word: str) -> list[str]:
    stem = re.sub("(?:en|er|es|em|e)$", "", word) if word.endswith(_ADJECTIVE_ENDINGS) else word
    return [stem, *(stem + ending for ending in _ADJECTIVE_ENDINGS)] if len(stem) > 2 else []  # noqa: PLR2004


def _decline(word: str) -> list[str]:
    """Return genitive and plural of a noun, by its ending; -er and umlaut as in Duden."""
    lower = word.lower()
    if _feminine(lower):
        return [f"{word}en"]
    if lower.endswith(("ungen", "heiten", "keiten", "schaften", "ionen", "täten")):
        return [word[:-2]]
    if lower.endswith("e"):
        return [f"{word}n"]
    if lower.endswith("in"):
        return [f"{word}nen"]
    return [*_genitives(word), *_plurals(word, lower)]


def _genitives(word: str) -> list[str]:
    if word.endswith(("s", "ß", "x", "z")):
        return [f"{word}es"]
    return (
        [f"{word}s"] if word.endswith(("er", "el", "en", "chen", "lein", "al")) else [f"{word}s", f"{word}es"]
    )


def _plurals(word: str, lower: str) -> list[str]:
    if lower.endswith(("er", "el", "en", "chen", "lein")):
        changed = [_with_umlaut(word)] if _inner_umlaut(lower) else []
        return changed if lower.endswith("n") else [f"{word}n", *changed, *(f"{one}n" for one in changed)]
    if lower.endswith("al"):
        return [f"{word}e", f"{word}en", f"{word}ien"]
    if _plural_in_er(lower):
        return [f"{_with_umlaut(word)}{ending}" for ending in ("er", "ern")]
    stem = _with_umlaut(word) if _plural_with_umlaut(lower) and not _plain(lower) else word
    return [f"{stem}e", f"{stem}en"]


def _with_umlaut(word: str) -> str:
    found = re.search("(?:[aou]|a(?=u))(?=u?[^aeiouäöü]*(?:e[rln])?$)", word)
    if found is None:
        return word
    at = found.start() - (word[found.start() - 1 : found.start() + 1] == "au")
    return word[:at] + _UMLAUT[word[at]] + word[at + 1 :]


def _conjugate(verb: str) -> list[str]:
    """Return the forms of a weak verb, with -ge- or -zu- after its prefix: ausgeliefert, auszuliefern."""
    stem = verb[:-2] if verb.endswith("en") else verb[:-1]
    found = _SEPARABLE.match(stem)
    before, root = (found[0], stem[found.end() :]) if found else ("", stem)
    link = "e" if root.endswith(("t", "d", "chn", "ffn", "gn")) else ""
    ge = "" if root.startswith(_INSEPARABLE) or root.endswith("ier") else "ge"
    participle = f"{before}{ge}{root}{link}t"
    forms = [f"{stem}{link}t", f"{stem}{link}te", f"{stem}{link}ten", participle]
    forms += [participle + ending for ending in _ADJECTIVE_ENDINGS]
    return [*forms, f"{before}zu{verb[len(before) :]}"] if before else forms
