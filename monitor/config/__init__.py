"""The config folder, which the user edits. It is accepted or refused as a whole, with every problem named.

    monitor.toml   settings       feeds.toml   sources       topics.toml   topics and keywords

`load` turns files into a Config. `toml_file` and `toml_lines` read TOML with line numbers. Keys, types and
defaults are in `monitor.models.settings` and `monitor.models.feeds`, and those of topics.toml in `schema`.
`pydantic_errors` and `advice` write messages. `versions` computes the version. `reload` and `last_good` apply
edits. `shipped` writes the shipped config.
"""

from monitor.config.last_good import approve, last_good, previous_topics
from monitor.config.load import FEEDS, FILES, MONITOR, TOPICS, open_source, read_config, read_topics
from monitor.config.reload import ConfigReloader, config_in_force, held_back
from monitor.config.shipped import shipped_folder, write_blank, write_shipped

__all__ = [
    "FEEDS",
    "FILES",
    "MONITOR",
    "TOPICS",
    "ConfigReloader",
    "approve",
    "config_in_force",
    "held_back",
    "last_good",
    "open_source",
    "previous_topics",
    "read_config",
    "read_topics",
    "shipped_folder",
    "write_blank",
    "write_shipped",
]
