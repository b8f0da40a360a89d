"""Decide whether two URLs belong to one outlet, by their registrable domains.

`www.`, `m.` and `feeds.` of one domain are one outlet. `one.co.uk` and `two.co.uk` are two, and so are two
names below a suffix where anyone may publish (`one.blogspot.com`). An IP address is its own outlet.
"""

from functools import lru_cache

# Second-level domains of registries, for countries that the public suffix list lacks.
_GENERIC = {"ac", "co", "com", "edu", "go", "gob", "gov", "gouv", "mil", "ne", "net", "nic", "or", "org"}
_COUNTRY = 2  # letters of a country code
_FORMS = 2  # a name with no more labels has no subdomain


def same_outlet(one: str, other: str) -> bool:
    """Return whether the hosts of two http(s) URLs belong to one outlet."""
    first, second = _host(one), _host(other)
    return first == second or (bool(first) and bool(second) and _outlet(first) == _outlet(second))


def _host(url: str) -> str:
    """Return the host of a URL, without port and user name."""
    authority = url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    authority = authority.rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0]
    return authority.partition(":")[0].rstrip(".").lower()


@lru_cache(maxsize=20_000)
def _outlet(host: str) -> str:
    """Return the registrable domain of a host, or the host if it has none."""
    labels = host.split(".")
    if len(labels) <= _FORMS or labels[-1].isdigit() or host.startswith("["):
        return host
    # Imported late: the list takes 0.2 s to load, and is needed only if two hosts differ.
    from tld import get_fld  # noqa: PLC0415

    found = get_fld(f"http://{host}/", fail_silently=True, search_private=True)
    if found:
        return str(found)
    known = 3 if len(labels[-1]) == _COUNTRY and labels[-2] in _GENERIC else 2
    return ".".join(labels[-known:])
