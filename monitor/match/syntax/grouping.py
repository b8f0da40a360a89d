"""Resolve groups that include other groups."""

from dataclasses import replace

from monitor.models import Group, Topics


def included_groups(topics: Topics, name: str) -> tuple[str, ...]:
    """Return the names of a group and all groups it includes, each once; cycles are allowed."""
    includes = {group.name: group.includes for group in topics.groups}
    found = [name]
    for one in found:
        found += [inner for inner in includes.get(one, ()) if inner not in found]
    return tuple(found)


def resolve_groups(topics: Topics) -> dict[str, Group]:
    """Return each group by name, with the words and countries of its nested groups added."""
    known = {group.name: group for group in topics.groups}
    whole = {}
    for group in topics.groups:
        inner = [known[name] for name in included_groups(topics, group.name) if name in known]
        words = dict.fromkeys(word for one in (*inner[1:], group) for word in one.words)
        countries = dict.fromkeys(country for one in inner for country in one.countries)
        whole[group.name] = replace(group, words=tuple(words), includes=(), countries=tuple(countries))
    return whole
