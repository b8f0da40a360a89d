"""Match articles against watch topics: normalize, find, score, explain.

Pure: no I/O, no clock. Word boundaries follow rules for each script. Every match and near miss carries its
quotes and its arithmetic.
"""

from monitor.match.compile import CompiledTopics, compile_topics
from monitor.match.lint import SLIPS_OF_LANGUAGE, Advice, lint_topics
from monitor.match.matching import match_article
from monitor.match.patterns import expand_keyword
from monitor.match.press import outlet_names
from monitor.match.problems import topic_problems
from monitor.match.text.normalize import NormalizedText, normalize

__all__ = [
    "SLIPS_OF_LANGUAGE",
    "Advice",
    "CompiledTopics",
    "NormalizedText",
    "compile_topics",
    "expand_keyword",
    "lint_topics",
    "match_article",
    "normalize",
    "outlet_names",
    "topic_problems",
]
