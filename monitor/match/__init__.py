"""Match articles against watch topics: normalize, find, score, explain.

Pure: no I/O, no clock. Word boundaries follow rules for each script. Every match and near miss carries its
quotes and its arithmetic.

Names are imported at their first use, because a check of the topics does not need the matcher.
"""

from typing import TYPE_CHECKING

from monitor.lazy_names import lazy_names

if TYPE_CHECKING:
    from monitor.match.checks.lint import SLIPS_OF_LANGUAGE, Advice, lint_topics
    from monitor.match.checks.problems import topic_problems
    from monitor.match.compile import CompiledTopics, compile_topics
    from monitor.match.matching import match_article
    from monitor.match.patterns import expand_keyword
    from monitor.match.press import outlet_names
    from monitor.match.text.normalize import NormalizedText, normalize

__getattr__ = lazy_names(
    __name__,
    {
        "compile": ("CompiledTopics", "compile_topics"),
        "checks.lint": ("SLIPS_OF_LANGUAGE", "Advice", "lint_topics"),
        "matching": ("match_article",),
        "patterns": ("expand_keyword",),
        "press": ("outlet_names",),
        "checks.problems": ("topic_problems",),
        "text.normalize": ("NormalizedText", "normalize"),
    },
)

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
