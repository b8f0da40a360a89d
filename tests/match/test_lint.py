"""Advice on topics: what is likely to miss articles or to bring noise, why, and what to write instead."""

from dataclasses import replace

import pytest

from monitor.match import lint_topics
from monitor.match.checks.keyword_advice import query_slips, term_slips
from monitor.match.checks.lint import lint_topic
from monitor.models import Group, Keyword, Topic, Topics
from tests.match.watching import group, topic, word

GOOD = topic(
    word("extradition", None, "en"), word("mutual legal assistance", None, "en"), word("prosecutor", 4, "en"),
    word("범죄인 인도", None, "ko"), word("조약", None, "ko", edge=True), word("ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ", None, "lo"),
    word("引渡", None, "zh"), word("extradit*", 6, "fr"), word("=ODA", None, "ko"), word("=MLAT", None, "en"),
    require=("laos",),
)  # fmt: skip
LAOS = group("laos", "Laos", "라오스", "ສປປ ລາວ", "老挝")


def advise(*topics: Topic, groups: tuple[Group, ...] = (LAOS,)):
    """Return the advice on topics."""
    return lint_topics(Topics(groups, topics, "version"))


def test_good_topics_are_left_alone():
    """Topics as they should be written bring no advice at all."""
    assert advise(GOOD) == ()


@pytest.mark.parametrize(
    ("keyword", "what", "why", "suggestion"),
    [
        (word("x", None, "en"), "has only one letter", "word this short", "write =X or more"),
        (word("eu", None, "en"), "has only 2 letters", "word this short", "write =EU or more"),
        (word("韓", None, "ko"), "has only one letter", "word this short", "write a longer phrase"),
        (word("人", None, "zh"), "has only one letter", "word this short", "write a longer phrase"),
        (word("min*", None, "en"), "is a short prefix", "many unrelated words", "write more"),
        (word("ລາວ", None, "lo"), "alone is ambiguous", "pronoun", "ສປປ ລາວ"),
        (word("인도", None, "ko"), "alone is ambiguous", "India", "범죄인 인도"),
        (word("조약", None, "ko"), "alone is ambiguous", "조약돌", "edge = true"),
        (word("treaty", None, "en"), "alone is ambiguous", "every kind", "give it a weight"),
        (word("WHO", None, "en"), "is written in capitals", 'common word "who"', "write =WHO"),
        (word("extradition", None, "ko"), "holds no Hangul letter", "hardly occur", "its own language"),
        (word("범죄인 인도", None, "en"), "holds no Latin letter", "hardly occur", "its own language"),
        (word("引渡", None, "th"), "holds no Thai letter", "hardly occur", "its own language"),
        (word("extradition treaty", None, "en"), "is never needed beside", "the other", "remove"),
        (word("범죄인인도조약", None, "ko"), "is never needed beside '범죄인 인도'", "the other", "remove"),
    ],
)  # fmt: skip
def test_each_rule_says_what_why_and_what_instead(keyword, what, why, suggestion):
    """A keyword that a rule covers brings its advice, with place, reason and suggestion."""
    rest = [one for one in GOOD.keywords if one.term != keyword.term]
    changed = replace(GOOD, keywords=(*rest, keyword))
    (advice, *more) = advise(changed)
    own = tuple(one for one in (advice, *more) if one.path.startswith("topics.watched"))
    assert lint_topic(Topics((LAOS,), (changed, replace(GOOD, id="other")), "version"), "watched") == own
    assert (what in advice.what, why in advice.why, suggestion in advice.suggestion) == (True, True, True), (
        advice
    )
    assert repr(keyword.term) in advice.what
    assert advice.path == f"topics.watched.keywords.{keyword.language}"
    assert not more or {"라오스"} & {one.what for one in more} or all(one.path == advice.path for one in more)


@pytest.mark.parametrize("term", ["ລາວ", "인도", "treaty", "x"])
def test_a_weak_word_may_be_short_or_ambiguous(term):
    """A word that counts only together with another brings no such advice."""
    language = {"ລ": "lo", "인": "ko"}.get(term[0], "en")
    assert advise(replace(GOOD, keywords=(*GOOD.keywords, word(term, 4, language)))) == ()


def test_a_group_without_a_word_in_a_language_is_reported():
    """A required group without a word in a script is reported, because no article in it can match."""
    (advice,) = advise(GOOD, groups=(group("laos", "Laos", "라오스", "老挝"),))
    assert advice.path == "topics.watched.keywords.lo"
    assert advice.what == 'the group "laos" has no word in Lao letters'
    assert advice.suggestion == "add a word of that language to groups.laos"


def test_an_unused_group_is_reported():
    """A group that no topic uses is reported."""
    (advice,) = advise(GOOD, groups=(LAOS, group("police", "police force")))
    assert (advice.path, advice.what) == ("groups.police", 'no topic requires the group "police"')


def test_a_repeated_or_excluded_keyword_is_reported():
    """Two keywords that find the same, and a keyword that is also excluded, are reported."""
    twice = replace(GOOD, keywords=(*GOOD.keywords, word("Mutual  legal-assistance", None, "en")))
    assert "listed twice" in advise(twice)[0].what
    (advice,) = advise(replace(GOOD, exclude=(word("Extradition"),)))
    assert advice.path == "topics.watched.exclude"
    assert "is a keyword and excluded as well" in advice.what


def test_an_unreachable_threshold_is_reported():
    """A topic whose weights cannot reach the threshold is reported, because it never matches."""
    (advice,) = advise(topic(word("prosecutor", 1, "en"), word("suspect", 1, "en"), require=("laos",)))
    assert advice.what == "all keywords together reach at most 4.5 of 10"
    assert advice.why == "the topic can never match"


def test_advice_is_no_obstacle():
    """Words that bring advice still work: a prefix of four letters, exact capitals."""
    assert (
        advise(replace(GOOD, keywords=(*GOOD.keywords, word("mine*", 4, "en"), word("=WHO", None, "en"))))
        == ()
    )


@pytest.mark.parametrize("term", ["airport", "police", "treaty", "韓", "mou"])
def test_a_broad_word_of_a_group_is_left_alone(term):
    """Broad words in a group bring no advice, because a group is only a condition."""
    assert advise(GOOD, groups=(replace(LAOS, words=(*LAOS.words, word(term, None, ""))),)) == ()


def test_a_word_of_two_meanings_is_named_in_a_group_too():
    """A group word that finds a different word is reported."""
    (advice,) = advise(GOOD, groups=(replace(LAOS, words=(*LAOS.words, word("ລາວ", None, ""))),))
    assert "pronoun" in advice.why
    assert "weight" not in advice.suggestion


@pytest.mark.parametrize(
    ("term", "what", "suggestion"),
    [
        ("dam or hydropower", "holds the word or", '"dam", "hydropower"'),
        ("dam and hydropower", "holds the word and", "query = 'dam AND hydropower'"),
        ("dam not beaver", "holds the word not", "query = 'dam NOT beaver'"),
        ("댐、수력", "has a comma inside", '"댐", "수력"'),
        ("dam/hydropower", 'joins words with "/"', '"dam", "hydropower"'),
        ("dam+river", 'joins words with "+"', "query = 'dam AND river'"),
        ("[Dd]am", "looks like a pattern", "write each form"),
        ("dams?", "looks like a pattern", "write each form"),
        ("dam?", "looks like a pattern", "write each form"),
        ("dam && river", "looks like a pattern", "write each form"),
        ("dam (river)", "has brackets inside", '"dam", "river"'),
        ("(dam) (river)", "has brackets inside", '"dam", "river"'),
        ("dam~2", "looks like a fuzzy search", 'write "dam"'),
        ("#laos", 'begins with "#"', 'write "laos"'),
        ("$dam", 'begins with "$"', 'write "dam"'),
        ("「댐」", "has quotes inside", 'write "댐"'),
        ("extradit%", "looks like a pattern", "extradit*"),
        ("핵심＊", "has a sign in full width", 'write "핵심*"'),
        ("＝MOU", "has a sign in full width", 'write "=MOU"'),
        ("title：라오스", "has a sign in full width", 'write "title:라오스"'),
        ("＠laos", "names a group", 'require = ["laos"]'),
        ("－ビーバー", "begins with a minus", 'exclude = ["ビーバー"]'),
        ("https://news.example/laos", "is an address", "feeds find"),
        ("www.news.example", "is an address", "feeds find"),
        ("news.example", "is an address", "feeds find"),
        ("desk@news.example", "is an address", "feeds find"),
        ("0@0", "is an address", "feeds find"),
        ("bit.ly/x1y2", "is an address", "feeds find"),
        ("R&amp;D", 'holds "&amp;"', 'write "R&D"'),
        ("dam(s)?", "looks like a pattern", "write each form"),
        ("/dam/i", "looks like a pattern", "write each form"),
        ("treat(y)", "looks like a pattern", "write each form"),
    ],
)
def test_a_keyword_with_the_signs_of_another_language_brings_advice(term, what, suggestion):
    """Operators, patterns and signs of search engines are named with the right spelling."""
    (slip,) = term_slips(term, decisive=True)
    assert what in slip.what
    assert suggestion in slip.suggestion


@pytest.mark.parametrize(
    "term",
    [
        "24/7", "km/h", "AC/DC", "C++", "US$", "$100", "#1", "AT&T", "search and rescue", "energy and mines",
        "need not be repaid", "mine d'or", "ministry of trade and industry", "Lao PDR",
        "title:dam", "non-refundable", "中国－老挝", "100%", "5％", "Q&A",
    ],
)  # fmt: skip
def test_a_sign_that_belongs_to_a_name_or_phrase_brings_no_advice(term):
    """Names and fixed phrases keep their signs and small words."""
    assert list(term_slips(term, decisive=True)) == []


def test_a_phrase_with_and_is_left_alone_where_it_is_no_condition():
    """A weighted keyword or a word of a group may be a phrase with such words."""
    assert list(term_slips("Laos and Korea")) == []
    assert list(term_slips("Laos/Korea", names=True)) == []


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("dam+river", "write dam AND river"),
        ("dam/river", "write dam OR river"),
        ("(dam) (river)", "write dam AND river, or dam OR river"),
        ("dams? AND river", "with OR between"),
        ("[Dd]am", "with OR between"),
        ("dam~2 AND river", 'write "dam"'),
        ("#laos", 'write "laos"'),
        ("$dam", 'write "dam"'),
        ("댐、수력", "write OR between"),
        ("「댐」", 'write "댐"'),
        ("site:laos AND dam", 'only "title:" is known'),
        ("dam W/5 Mekong", "write NEAR/5"),
        ("dam NEAR7 Mekong", "write NEAR/7"),
        ("dam PRE/3 Mekong", "write NEAR/3"),
        ("dam^5 OR weir", "write dam; keywords have weights"),
        ("Staudamm UND Laos", "write AND"),
        ("barrage OU Laos", "write OR"),
        ("댐 또는 수력", "write OR"),
        ("'mekong dam' OR weir", 'write "mekong dam" in double quotes'),
        ("（dam OR weir", "write ("),
        ("dam｜weir", "write OR"),
    ],
)
def test_a_query_with_the_signs_of_another_language_brings_advice(query, suggestion):
    """Signs of other search engines in a query are named with the right spelling."""
    assert [suggestion in slip.suggestion for slip in query_slips(query)] == [True]


@pytest.mark.parametrize(
    "query",
    ["don't OR river's", "title:dam", "@laos NEAR/10 dam", "(a OR b) (c OR d)", '"dam?" AND extradit*'],
)
def test_a_query_in_its_own_language_brings_no_advice(query):
    """Fields, groups, brackets and quoted phrases bring no advice."""
    assert list(query_slips(query)) == []


def test_a_group_that_nothing_satisfies_is_reported():
    """A required group of masks alone, which an included group or a country mends."""
    masks = Group("masks", (Keyword("Lao Cai", 0.0),))
    topic = replace(GOOD, require=("masks",))
    (advice,) = [one for one in advise(topic, groups=(masks,)) if one.path == "groups.masks"]
    assert "can never match" in advice.why
    for mended in (replace(masks, countries=("LA",)), replace(masks, includes=("laos",))):
        assert not [one for one in advise(topic, groups=(mended, LAOS)) if "weight 0" in one.what]


def test_a_group_named_without_its_sign_is_reported():
    """A word that is also the name of a group may lack its @; a name in capitals is a word."""
    for term, advised in (("laos", True), ("Laos", False), ("@laos", False)):
        region = Group(
            "region",
            () if term == "@laos" else (Keyword(term),),
            includes=("laos",) if term == "@laos" else (),
        )
        found = advise(replace(GOOD, require=("region",)), groups=(LAOS, region))
        assert any('"@laos"' in one.suggestion for one in found) == advised


def test_a_group_in_an_exclusion_is_reported():
    """An exclusion has no groups; the advice does not send the user to `require`."""
    (advice,) = advise(replace(GOOD, exclude=(Keyword("@laos"),)))
    assert "list the words themselves" in advice.suggestion
