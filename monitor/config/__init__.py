"""The config folder: what the user edits, read whole or refused whole, with every problem named.

    monitor.toml   settings       feeds.toml   what is read       topics.toml   what is looked for

`reading` turns files into a Config; `positions` and `source` know TOML and lines; `schema`, `values` and
`places` know what may stand there; `complaints` words what is wrong; `versions` names what was read;
`watch` notices edits; `shipped` finds the config that the program comes with.
"""

from monitor.config.advice import advise_feeds, advise_settings
from monitor.config.last_good import accept
from monitor.config.load import FEEDS, FILES, MONITOR, TOPICS, open_source, read_config, read_topics
from monitor.config.reload import ConfigReloader, config_in_force
from monitor.config.shipped import shipped_folder, write_blank, write_shipped
from monitor.config.values import is_loopback, token_problem

__all__ = [
    "FEEDS",
    "FILES",
    "MONITOR",
    "TOPICS",
    "ConfigReloader",
    "accept",
    "advise_feeds",
    "advise_settings",
    "config_in_force",
    "is_loopback",
    "open_source",
    "read_config",
    "read_topics",
    "shipped_folder",
    "token_problem",
    "write_blank",
    "write_shipped",
]
