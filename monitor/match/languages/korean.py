"""Find by rule where a morpheme of a Korean word group begins and ends.

Used for keywords with `edge = true`: 조약 is not found in 조약돌, nor 인도 in 확인도. The
extra `korean` adds a dictionary, which takes precedence.
"""

import re

from monitor.match.languages.morphemes import is_noun
from monitor.match.text.scripts import is_hangul

# Case markers, delimiters, plural and copula; they form chains: 라오스에서는, 정부로부터의, 조약들이라고.
_PARTICLES = """
    은 는 이 가 을 를 의 에 에서 에게 에게서 께 께서 한테 한테서 와 과 랑 이랑 하고 로 으로 로서
    으로서 로써 으로써 로부터 으로부터 부터 까지 도 만 뿐 마다 마저 조차 밖에 보다 처럼 같이 대로
    만큼 나 이나 든 이든 든지 이든지 라도 이라도 야 이야 란 이란 라는 이라는 라고 이라고 라며 이라며
    라면 이라면 며 이며 고 이고 다 이다 인 일 임 이었 였 입니다 이자 이지만 지만 에는 에도 에만 에선
    에겐 들 등 측 간 내 중 상 별 당 씩 쯤 여 이여 요 죠 이죠 네 이네 인데 이었다 였다 이었던 였던 라
    이라 라서 이라서 치고 커녕 은커녕 는커녕
"""
# Light verbs turn a noun of action into a verb: 인도하다, 인도된, 인도받은.
_LIGHT_VERBS = "하 해 했 한 할 함 합 되 돼 됐 된 될 됨 됩 시키 시켜 시킨 시킬 시켰 받 당하 당한 당했 당할"
_particle = "|".join(sorted(_PARTICLES.split(), key=len, reverse=True))
_verb = "|".join(_LIGHT_VERBS.split())
_behind = re.compile(f"(?:(?:{_particle}){{1,4}}(?![가-힣])|(?:{_verb}))").match
_is_particles = re.compile(f"(?:{_particle}){{1,4}}").fullmatch
_ends_as_particle = re.compile(
    "(?:은|는|이|가|을|를|의|에|와|과|로|도|만|나|들|라|고|며|인|일|임|한|할|된|될)$"
).search
_LONGEST_GROUP = 40
_MOST_WORDS = 4


def is_morpheme(spaced: str, first: int, last: int) -> bool:
    """Return whether spaced[first:last] is a word or a separate part of its word group."""
    start, end = first, last
    while start > 0 and first - start < _LONGEST_GROUP and is_hangul(spaced[start - 1]):
        start -= 1
    while end < len(spaced) and end - last < _LONGEST_GROUP and is_hangul(spaced[end]):
        end += 1
    before, right = first - start, _ends_morpheme(spaced, last)
    if before == 0 and right:
        return True
    known = is_noun(spaced[start:end], before, last - start)
    return known if known is not None else right and _starts_morpheme(spaced[first:last], before)


def _starts_morpheme(word: str, before: int) -> bool:
    """Return whether a morpheme begins after `before` syllables of its word group.

    It does at the start of the group and inside a compound noun. In a compound, at least two syllables must
    come before (가조약 is another word than 조약), and the keyword must not end like a particle: 확인도 is
    확인 with 도, not 확 with 인도.
    """
    return before == 0 or (before >= 2 and _ends_as_particle(word) is None)  # noqa: PLR2004


def _ends_morpheme(spaced: str, last: int) -> bool:
    """Return whether a morpheme ends at `last`: only particles or a light verb follow in the word group."""
    if last >= len(spaced) or not is_hangul(spaced[last]):
        return True
    return _behind(spaced, last) is not None


def strip_particles(word: str) -> str:
    """Return a Korean word group without the particles at its end: 라오스에서는 becomes 라오스.

    Two syllables remain at least, because 인도 is India, not 인 with 도.
    """
    for end in range(2, len(word)):
        if _is_particles(word, end):
            return word[:end]
    return word


def join_words(phrase: str) -> list[str]:
    """Return a Korean phrase with one particle between its words: 핵심 광물의 공급망, 범죄인을 인도."""
    words = phrase.split()
    if not 1 < len(words) <= _MOST_WORDS or not all(is_hangul(word[-1]) for word in words):
        return []
    joined = [" ".join([*words[:at], f"{words[at]}의", *words[at + 1 :]]) for at in range(len(words) - 1)]
    last = f"{words[-2]}{_object_particle(words[-2][-1])}"
    return [*joined, " ".join([*words[:-2], last, words[-1]])]


def _object_particle(syllable: str) -> str:
    """Return 을 after a final consonant, 를 after a vowel (Unicode ch. 3.12: 28 finals)."""
    return "를" if (ord(syllable) - 0xAC00) % 28 == 0 else "을"
