"""Follow groups into the groups that they hold.

Pure: no I/O, no clock.
"""

from dataclasses import replace

from monitor.models import Group, Topics


def within(topics: Topics, name: str) -> tuple[str, ...]:
    """Return a group and all that it includes, each once; a circle ends where it closes."""
    includes = {group.name: group.includes for group in topics.groups}
    found = [name]
    for one in found:
        found += [inner for inner in includes.get(one, ()) if inner not in found]
    return tuple(found)


def whole_groups(topics: Topics) -> dict[str, Group]:
    """Return each group by name, with the words and countries of the groups inside it as its own."""
    known = {group.name: group for group in topics.groups}
    whole = {}
    for group in topics.groups:
        inner = [known[name] for name in within(topics, group.name) if name in known]
        words = dict.fromkeys(word for one in (*inner[1:], group) for word in one.words)
        countries = dict.fromkeys(country for one in inner for country in one.countries)
        whole[group.name] = replace(group, words=tuple(words), includes=(), countries=tuple(countries))
    return whole
