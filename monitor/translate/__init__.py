"""Machine translation of headlines and quotes, by a command or by a server that the user names."""

from monitor.translate.command import CommandTranslator
from monitor.translate.translator import Translator, translator_of

__all__ = ["CommandTranslator", "Translator", "translator_of"]
