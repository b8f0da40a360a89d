"""Expat for feedparser, with runs of text handed over whole.

The standard library's driver hands over a piece for each entity, and an escaped body is full of them:
feedparser does for each what it could do once. It makes its parser by the name of a module with
`create_parser`.
"""

from xml.sax.expatreader import ExpatParser


class WholeTextParser(ExpatParser):
    """The standard library's driver, its text buffered (pyexpat's `buffer_text`)."""

    def reset(self) -> None:
        """Begin a document."""
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined] # not in typeshed


def create_parser() -> WholeTextParser:
    """Return a parser, as `xml.sax.make_parser` asks for it."""
    return WholeTextParser()
