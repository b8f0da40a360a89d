"""Keywords match their inflected forms in five languages, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match import expand_keyword
from monitor.match.languages.english_words import VERBS
from monitor.models import Keyword
from tests.match.watching import forms


def expand(term, language):
    """Return the forms of a keyword; a form that may end a longer word is also listed as a word."""
    listed = expand_keyword(Keyword(term, language=language))
    return {*listed, *(form.removeprefix("*") for form in listed)}


@pytest.mark.parametrize(
    ("term", "language", "wanted"),
    [
        ("mineral", "en", {"mineral", "minerals"}),
        ("extradite", "en", {"extradite", "extradites", "extradited", "extraditing"}),
        ("extradited", "en", {"extradite", "extradites", "extradited", "extraditing"}),
        ("treaty", "en", {"treaty", "treaties"}),
        ("company", "en", {"companies"}),
        ("hand over", "en", {"hand over", "hands over", "handed over", "handing over"}),
        ("sign a treaty", "en", {"signed a treaty", "signs a treaty", "signing a treaty"}),
        ("rare earth", "en", {"rare earths"}),
        ("memorandum of understanding", "en", {"memoranda of understanding"}),
        ("ban", "en", {"banned", "banning", "bans"}),
        ("travel", "en", {"travelled", "traveled", "travelling", "traveling"}),
        ("build", "en", {"built", "building", "builds"}),
        ("organise", "en", {"organize", "organised", "organized", "organizing"}),
        ("labor", "en", {"labour"}),
        ("center", "en", {"centre", "centres"}),
        ("cooperation", "en", {"co operation", "cooperation"}),
        ("minerai critique", "fr", {"minerais critiques"}),
        ("accord d'extradition", "fr", {"accords d'extradition"}),
        ("extrader", "fr", {"extradé", "extradée", "extradés", "extradait"}),
        ("gouvernemental", "fr", {"gouvernementaux", "gouvernementale"}),
        ("aéroport", "fr", {"aéroports"}),
        ("kritischer Rohstoff", "de", {"kritische rohstoffe", "kritischen rohstoffen"}),
        ("Auslieferung", "de", {"auslieferungen", "auslieferungs*"}),
        ("Flughafen", "de", {"flughäfen", "*flughafen"}),
        ("ausliefern", "de", {"ausgeliefert", "auszuliefern"}),
        ("Staat", "de", {"staaten", "staates"}),
        ("범죄인 인도", "ko", {"범죄인 인도", "범죄인의 인도", "범죄인을 인도"}),
        ("hoà bình", "vi", {"hoà bình", "hòa bình"}),
        ("extradit*", "en", {"extradit*"}),
        ("=MOU", "en", {"MOU"}),
        ("라오스", "ko", {"라오스"}),
        ("老挝", "zh", {"老挝"}),
    ],
)
def test_a_keyword_matches_its_inflected_forms(term, language, wanted):
    """The forms that a reader would expect of a word are among those searched for."""
    assert wanted <= expand(term, language)


@pytest.mark.parametrize(
    ("term", "language", "unwanted"),
    [
        ("mineral", "en", {"miner", "mine", "minerally", "mineraled", "mineraling"}),
        ("Laos", "en", {"lao", "laoses"}),
        ("police", "en", {"policed station", "polices station"}),
        ("critical", "en", {"criticals", "criticaled"}),
        ("scam compound", "en", {"scammed compound", "scamming compound"}),
        ("treaty", "en", {"treatied", "treat"}),
        ("news", "en", {"new"}),
        ("surprise", "en", {"surprize"}),
        ("Laos", "fr", {"lao"}),
        ("procès", "fr", {"procè", "procèss"}),
        ("Erz", "de", {"*erz", "erz*"}),
        ("Laos", "de", {"laose", "laoses"}),
        ("=MOU", "en", {"MOUs", "mou"}),
    ],
)
def test_no_form_is_another_word(term, language, unwanted):
    """No rule produces another word or a word that does not exist."""
    assert not unwanted & expand(term, language)


@pytest.mark.parametrize(
    ("term", "language", "text", "form"),
    [
        ("mineral", "en", "Critical minerals matter.", "minerals"),
        ("extradite", "en", "Extraditing him took years.", "Extraditing"),
        ("Auslieferung", "de", "Das Auslieferungsabkommen gilt.", "Auslieferungsabkommen"),
        ("Flughafen", "de", "Der Regionalflughafen wächst.", "flughafen"),
        ("minerai critique", "fr", "Les minerais critiques du pays.", "minerais critiques"),
        (
            "memorandum of understanding",
            "en",
            "Two memoranda of understanding.",
            "memoranda of understanding",
        ),
    ],
)
def test_an_inflected_form_is_found_in_a_sentence(term, language, text, form):
    """Each listed form is found, and quoted as written."""
    assert forms(term, text, language) == [form]


def test_forms_follow_the_language_of_the_keyword():
    """One spelling inflects as its language does: French metal takes -aux, English -s."""
    assert "métaux" in expand("métal", "fr")
    assert "métaux" not in expand("métal", "zh")
    assert expand("metal", "ko") == {"metal"}


PHRASES = [*sorted(VERBS)[::7], "supply chain", "hand over", "letter of intent", "fight crime"]


@pytest.mark.no_cover
@settings(deadline=None)  # the first term compiles what all share
@given(st.sampled_from(PHRASES))
def test_every_english_form_is_found_and_none_inside_a_word(term):
    """Each listed form is found as a word, and not with letters attached."""
    for form in expand(term, "en"):
        assert forms(term, f"1, {form}; 2", "en") == [form]
        assert forms(term, f"q{form} {form}q", "en") == []


@given(
    st.text("abcdeghilmnoprstuvyzéèàöüß ", max_size=24), st.sampled_from(["en", "fr", "de", "vi", "ko", ""])
)
def test_every_phrase_keeps_itself_and_stays_within_bounds(phrase, language):
    """Any keyword has a limited number of forms, with itself among them, and is found in its own text."""
    if not phrase.strip():
        return
    shown = expand_keyword(Keyword(phrase, language=language))
    assert 1 <= len(shown) <= 800
    assert len(set(shown)) == len(shown)
    assert forms(phrase, f"1, {phrase}. 2", language)
