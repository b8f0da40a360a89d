"""Inflect French words: number and gender of nouns and adjectives, forms of regular verbs.

Rules: Grevisse, Le bon usage, ch. on nombre, genre, conjugaison.
"""

import re
from itertools import product

_MOST_FORMS = 96
_SMALL_WORDS = "de des du d la le les l à au aux en et ou par pour sur avec contre entre dans"
_small = frozenset(_SMALL_WORDS.split())
# Nouns that end like infinitives.
_ER_NOUN_LIST = """
    berger chantier courrier danger dernier dollar dossier fer financier février hier hiver janvier
    leader mer messager minier métier officier papier passager policier premier prisonnier quartier
    étranger
"""
_er_nouns = frozenset(_ER_NOUN_LIST.split())
_ER_ENDINGS = "e es ons ez ent é ée és ées ant ait aient a èrent era eront erait eraient"
_IR_ENDINGS = "it issent i ie is ies issant issait issaient ira iront irait iraient"
_IRREGULAR = {
    "remettre": "remet remettent remis remise remises remettra remettront remettait remettant remît",
    "rendre": "rend rendent rendu rendue rendus rendues rendra rendront rendait rendant",
    "soumettre": "soumet soumettent soumis soumise soumises soumettra soumettant",
    "détenir": "détient détiennent détenu détenue détenus détenues détenait détenant",
    "conclure": "conclut concluent conclu conclue conclus conclues conclura concluant",
    "construire": "construit construisent construite construits construites construira construisant",
}
_AL_WITH_S = frozenset({"bal", "carnaval", "festival", "régal", "chacal", "final", "natal", "naval", "fatal"})


def inflect_phrase(phrase: str) -> list[str]:
    """Return all forms of a French phrase: nouns and adjectives up to the first small word agree.

    `minerai critique` gives minerais critiques, `accord d'extradition` accords d'extradition,
    `extrader` extradé, extradée, extradait.
    """
    words = phrase.split()
    choices = []
    inflecting = True
    for at, word in enumerate(words):
        small = word.lower() in _small or "'" in word or "’" in word
        inflecting = inflecting and not small
        choices.append(inflect_word(word, first=at == 0) if inflecting else [word])
    return [" ".join(choice) for choice in product(*choices)][:_MOST_FORMS]


def inflect_word(word: str, *, first: bool = True) -> list[str]:
    """Return all forms of one word, itself first; a capitalized name only takes the plural."""
    lower = word.lower()
    if len(word) < 3 or not word.isalpha():  # noqa: PLR2004
        return [word]
    if lower in _IRREGULAR:
        return [word, *_IRREGULAR[lower].split()]
    if first and word == lower and len(word) > 4 and lower not in _er_nouns:  # noqa: PLR2004
        if lower.endswith("er") and not lower.endswith(("ier", "eur")):
            return [word, *_conjugate_er(word[:-2])]
        if lower.endswith(("cir", "sir", "nir", "lir", "tir")) and lower != "avenir":
            return [word, *(word[:-2] + ending for ending in _IR_ENDINGS.split())]
    return list(dict.fromkeys([word, *_numbers(word), *_genders(word)]))


def _conjugate_er(stem: str) -> list[str]:
    forms = []
    for ending in _ER_ENDINGS.split():
        soft = ending[0] in "ao"
        if soft and stem.endswith("g"):
            forms.append(f"{stem}e{ending}")
        elif soft and stem.endswith("c"):
            forms.append(f"{stem[:-1]}ç{ending}")
        else:
            forms.append(stem + ending)
    return forms


def _numbers(word: str) -> list[str]:
    lower = word.lower()
    if lower.endswith("eaux"):
        return [word[:-1]]
    if lower.endswith("aux") and len(lower) > 4:  # noqa: PLR2004
        return [f"{word[:-2]}l"]
    if lower.endswith("s"):
        # Pays, procès, Laos: a word in -s may be its own plural; only these endings are surely plural.
        return (
            [word[:-1]]
            if re.search("(?:[eét]|ion|ent|eur|ai|el|er|ort|ard)s$", lower) and word == lower
            else []
        )
    if lower.endswith(("x", "z")):
        return []
    if lower.endswith("al") and lower not in _AL_WITH_S:
        return [f"{word[:-1]}ux"]
    return [f"{word}x"] if lower.endswith(("eau", "eu")) else [f"{word}s"]


def _genders(word: str) -> list[str]:
    """Return feminine forms of a participle or adjective in the masculine."""
    lower = word.lower()
    if word != lower:
        return []
    if lower.endswith("é"):
        return [f"{word}e", f"{word}es"]
    if lower.endswith(("al", "el", "ien", "if")):
        feminine = {"al": "ale", "el": "elle", "ien": "ienne", "if": "ive"}
        ending = next(ending for ending in feminine if lower.endswith(ending))
        stem = word.removesuffix(ending) + feminine[ending]
        return [stem, f"{stem}s"]
    return []
