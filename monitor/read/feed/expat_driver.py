"""An expat driver for feedparser that reports each run of text once.

The standard library's driver reports a piece for each entity, and feedparser repeats work for each piece of
an escaped body. feedparser loads its driver by the name of a module with `create_parser`.
"""

from xml.sax.expatreader import ExpatParser


class WholeTextParser(ExpatParser):
    """The standard library's driver with its text buffered (pyexpat's `buffer_text`)."""

    def reset(self) -> None:
        """Begin a document."""
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined] # not in typeshed


def create_parser() -> WholeTextParser:
    """Return a parser (called by `xml.sax.make_parser`)."""
    return WholeTextParser()
