"""Inflect English words: number of nouns, forms of verbs, both spellings of organise, labour and centre.

Forms are made from the written word by rules and lists. Words are never cut down to a
stem, so mineral does not find miner. Rules: Huddleston and Pullum, Cambridge Grammar, ch. 18.
"""

import re
from itertools import product

from monitor.match.languages.english_words import (
    ADJECTIVES,
    DETERMINERS,
    DOUBLING,
    FIXED,
    IRREGULAR_PLURALS,
    IRREGULAR_VERBS,
    NO_MEN,
    NOUNS,
    PARTICLES,
    PREPOSITIONS,
    PURE_VERBS,
    VERBS,
)

_MOST_FORMS = 96
_SHORTEST_MADE = 6
_PREFIXES = ("re", "over", "under", "mis")
_infinitives = {form: verb for verb, past in IRREGULAR_VERBS.items() for form in (verb, *past)}
_VOWELS = "aeiou"
_hisses = re.compile("(?:s|x|z|ch|sh)$").search
_is_adjective = re.compile(
    "(?:[^aeiou]al|ial|ual|ic|ous|[^r]ive|ful|less|[^n]able|ible|ish|[^pul]ly|lateral|est|ese)$"
).search
_is_verb = re.compile("(?:[^aeiou]ate|i[sz]e|ify|ite)$").search
_one_closed_syllable = re.compile("^[^aeiou]*[aeiou][^aeiouwxy]$").search
_spelt_with_z = re.compile("(?<=[a-z]{3})([iy])([sz])(?=e$|ed$|es$|ing$|ation$|ations$|er$|ers$)").search
_SPELLINGS = (
    ("labor", "labour"), ("harbor", "harbour"), ("neighbor", "neighbour"), ("defense", "defence"),
    ("license", "licence"), ("center", "centre"), ("program", "programme"), ("cooperat", "co operat"),
    ("aluminum", "aluminium"), ("counseling", "counselling"), ("meter", "metre"),
)  # fmt: skip
_KEEPING_S = """
    advise arise comprise compromise devise disguise enterprise excise exercise franchise improvise
    merchandise premise promise raise revise rise supervise surprise televise expertise noise praise
    precise
"""
_keeps_s = frozenset(_KEEPING_S.split())


def inflect_phrase(phrase: str) -> list[str]:
    """Return all forms of an English phrase: only its head inflects.

    `rare earth` gives rare earths, `memorandum of understanding` memoranda of understanding, `hand over`
    handed over. A capitalized word is neither a verb nor a plural: Laos is not the plural of Lao.
    """
    # A hyphen is a space in the normal form: critical-mineral gives critical minerals.
    words = phrase.replace("-", " ").split()
    choices = [[word] for word in words]
    for at in _heads(words):
        choices[at] = inflect_word(words[at], verb=_may_be_verb(words, at))
    phrases = [" ".join(choice) for choice in product(*choices)][:_MOST_FORMS]
    spelt = [other for one in [phrase, *phrases] for other in _spell(one)]
    return list(dict.fromkeys([*phrases, *spelt]))


def inflect_word(word: str, *, verb: bool = True) -> list[str]:
    """Return all forms of one word, itself first."""
    lower = word.lower()
    if lower in FIXED or not lower.isalpha() or len(lower) < 3:  # noqa: PLR2004
        return [word]
    if word != lower:
        return [word] if _hisses(lower) else [word, *_plurals(word)]
    lemma = _verb_lemma(lower) if verb else ""
    forms = [word, *(_verb_forms(lemma) if lemma else [])]
    if not _is_adjective_only(lower) and lemma in {"", lower}:
        forms += _numbers(lower)
    return list(dict.fromkeys(forms))


def _heads(words: list[str]) -> list[int]:
    """Return the indexes of the words of a phrase that inflect."""
    last = len(words) - 1
    if last and words[-1].lower() in PARTICLES:
        return [last - 1]
    of = next((at for at, word in enumerate(words) if at and word.lower() in PREPOSITIONS), 0)
    heads = {last, of - 1} if of else {last}
    if last and _leads_as_verb(words):
        heads.add(0)
    return sorted(heads)


def _leads_as_verb(words: list[str]) -> bool:
    """Return whether a phrase is a verb with its object: launder money; but not scam compound."""
    first = words[0]
    if first not in VERBS and first not in IRREGULAR_VERBS:
        return False
    return bool(_is_verb(first)) or first in PURE_VERBS or words[1] in DETERMINERS


def _may_be_verb(words: list[str], at: int) -> bool:
    if len(words) == 1:
        return True
    return words[-1].lower() in PARTICLES or (at == 0 and _leads_as_verb(words))


def _is_adjective_only(word: str) -> bool:
    if word in ADJECTIVES:
        return True
    return bool(_is_adjective(word)) and word not in NOUNS and word not in VERBS


def _verb_lemma(word: str) -> str:
    """Return the infinitive of a verb form, or "" if the word is not a verb."""
    if word in VERBS:
        return word
    if word in _infinitives:
        return _infinitives[word]
    if word.endswith("ed"):
        return next((lemma for lemma in _undone(word) if _is_verb_known(lemma) and word in _past(lemma)), "")
    if word in NOUNS or _is_adjective_only(word) or word.endswith("s"):
        return ""
    return word if _is_made_verb(word) else ""


def _is_verb_known(lemma: str) -> bool:
    return lemma in VERBS or _is_made_verb(lemma)


def _is_made_verb(word: str) -> bool:
    """Return whether an unlisted word is a verb by its shape: reroute, weaponize; not detainee."""
    if re.search("[^aeiou]i[sz]e$|[^aeiou]ify$", word) and len(word) > _SHORTEST_MADE:
        return True
    stem = next((word.removeprefix(one) for one in _PREFIXES if word.startswith(one)), "")
    return stem in VERBS or stem in IRREGULAR_VERBS


def _undone(word: str) -> list[str]:
    """Return the possible infinitives of a past form: ban for banned, deny for denied."""
    stem = word.removesuffix("ed")
    return [f"{stem}e", stem, stem[:-1], f"{stem[:-1]}y"]


def _verb_forms(lemma: str) -> list[str]:
    past = list(IRREGULAR_VERBS[lemma]) if lemma in IRREGULAR_VERBS else _past(lemma)
    return [lemma, *_plurals(lemma), *past, *_gerunds(lemma)]


def _past(lemma: str) -> list[str]:
    if lemma.endswith("e"):
        return [f"{lemma}d"]
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return [f"{lemma[:-1]}ied"]
    return [f"{stem}ed" for stem in _stems(lemma)]


def _gerunds(lemma: str) -> list[str]:
    if lemma.endswith("ie"):
        return [f"{lemma[:-2]}ying"]
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return [f"{lemma[:-1]}ing"]
    return [f"{stem}ing" for stem in _stems(lemma)]


def _stems(lemma: str) -> list[str]:
    """Return the stems before -ed and -ing; the last letter doubles after a short stressed vowel."""
    doubled = lemma + lemma[-1]
    if _one_closed_syllable(lemma) or lemma in DOUBLING:
        return [doubled]
    # Travelled in Britain, traveled in America.
    if re.search("[^aeiou][aeiou]l$", lemma):
        return [lemma, doubled]
    return [f"{lemma}k"] if lemma.endswith("ic") else [lemma]


def _numbers(word: str) -> list[str]:
    if word in IRREGULAR_PLURALS:
        return list(IRREGULAR_PLURALS[word])
    singular = _singular(word)
    return [singular] if singular else _plurals(word)


def _plurals(word: str) -> list[str]:
    lower = word.lower()
    if lower in IRREGULAR_PLURALS:
        return list(IRREGULAR_PLURALS[lower])
    if _is_man(word):
        return [f"{word[:-2]}en"]
    if lower.endswith("sis"):
        return [f"{word[:-2]}es"]
    if _hisses(lower) or (lower.endswith("go") and lower in _infinitives) or lower.endswith("undo"):
        return [f"{word}es"]
    if lower.endswith("y") and lower[-2:-1] not in _VOWELS:
        return [f"{word[:-1]}ies"]
    return [f"{word}s"]


def _is_man(word: str) -> bool:
    """Return whether a word is a compound of man: gunman, Frenchman; not talisman, nor the name Newman."""
    if word.lower() in NO_MEN or not word.endswith("man"):
        return False
    return word.islower() or word.endswith(("shman", "chman"))


def _singular(word: str) -> str:
    if word.endswith("men") and word not in NO_MEN:
        return f"{word[:-2]}an"
    if word.endswith("ics"):
        return word[:-1] if word[:-1] in NOUNS else ""
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "ous")) or len(word) < 4:  # noqa: PLR2004
        return ""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses", "zzes")) else word[:-1]


def _spell(phrase: str) -> list[str]:
    """Return a phrase in the other spelling of English, word by word."""
    lower = phrase.lower()
    if not any(one in lower or other in lower for one, other in _SPELLINGS) and not re.search(
        "[iy][sz]", lower
    ):
        return []
    others = [
        " ".join(_spell_word(word, british=british) for word in phrase.split()) for british in (True, False)
    ]
    joined = [other.replace("co operat", "cooperat").replace("Co operat", "Cooperat") for other in others]
    return [other for other in [*others, *joined] if other != phrase]


def _spell_word(word: str, *, british: bool) -> str:
    for american, other in _SPELLINGS:
        old, new = (american, other) if british else (other, american)
        # A word that already has the new spelling stays: program begins programme.
        if word.lower().startswith(old) and not word.lower().startswith(new):
            word = word[0] + new[1:] + word[len(old) :]
    found = _spelt_with_z(word.lower())
    if found and not _keeps(word.lower()):
        at = found.start(2)
        word = word[:at] + ("s" if british else "z") + word[at + 1 :]
    return word


def _keeps(word: str) -> bool:
    return any(word.startswith(kept[:-1]) or kept in word for kept in _keeps_s)
