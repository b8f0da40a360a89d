"""With the extra `korean` a dictionary decides the boundaries of Korean words."""

import pytest

from monitor.match.languages import morphemes
from tests.match.watching import forms

pytest.importorskip("kiwipiepy", reason="the extra `korean` is not installed")


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("이란", "전쟁이란 무엇인가", False),
        ("대사", "신진대사가 활발하다", False),
        ("인도", "범죄인인도조약이 발효됐다", True),
    ],
)
def test_the_dictionary_knows_what_no_rule_can_tell(term, text, found):
    """The dictionary separates endings, longer words and compound nouns that the rules confuse."""
    assert bool(forms(term, text, "ko", edge=True)) is found


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("조약", "조약돌을 주웠다", False),
        ("조약", "범죄인인도조약에서는", True),
        ("인도", "확인도 하지 않았다", False),
        ("인도", "용의자를 인도하기로 했다", True),
        ("타이", "타이어를 갈았다", False),
        ("사기", "사기를 당했다", True),
        ("라오스", "라오스인은", True),
        ("한-태국", "한-태국 회담", True),
        ("한-태국", "북한-태국 회담", False),
    ],
)
def test_what_the_rules_know_stays_right(term, text, found):
    """The dictionary also handles the cases that the rules handle."""
    assert bool(forms(term, text, "ko", edge=True)) is found


def test_odd_groups_are_analysed_too():
    """Syllables in any order, joined or separate, raise no error in the analyser."""
    for text in ("힣" * 5_000 + "조약", "ㅋㅋㅋ조약ㅎㅎ", "뷁조약뷁", "조약" * 2_000):
        forms("조약", text, "ko", edge=True)
    assert morphemes.is_noun("범죄인인도조약", 5, 7) is True
