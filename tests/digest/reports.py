"""Full-length reports made of invented facts: several outlets tell one event, in their own words.

Five events of one topic share its words, its background and the country; each has its own names, sums and
circumstances. Each report tells most of an event's facts, each in one of two wordings, in its own order.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

FACTS = json.loads((Path(__file__).parent / "data" / "facts.json").read_text(encoding="utf-8"))
_REPORTED = (6, 3, 2, 2, 1)  # reports of each of the five events
_OF_EVENT, _TOLD, _BACKGROUND = 11, 9, 3
_COUNTS = {"n": 190, "m": 900, "sum": 80, "w": 19, "d": 28, "h": 30, "a": 9, "k": 70, "q": 60}


def full_reports(seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield the reports of all languages as rows with `lang`, `event`, `title` and `text`."""
    random = Random(seed)
    for lang, told in FACTS.items():
        for event, reports in enumerate(_REPORTED):
            values = {name: choices[event] for name, choices in told["slots"].items()}
            values |= {name: str(13 + random.randrange(most)) for name, most in _COUNTS.items()}
            values["day"] = told["days"][event]
            own = [0, *sorted(random.sample(range(1, len(told["facts"])), _OF_EVENT - 1))]
            for report in range(reports):
                facts = [0, *random.sample(own[1:], _TOLD - 1)]
                sentences = [told["facts"][fact][random.randrange(2)].format(**values) for fact in facts]
                sentences += random.sample(told["background"], _BACKGROUND)
                title = told["titles"][report % len(told["titles"])].format(**values)
                yield {
                    "lang": lang, "event": f"raid{event}", "title": title,
                    "text": "\n".join(sentences[:1] + random.sample(sentences[1:], len(sentences) - 1)),
                }  # fmt: skip
