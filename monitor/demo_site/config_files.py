"""Write the config folder of the demo, so that the daemon runs on its site and the local page can edit it."""

from pathlib import Path
from typing import Final

import tomlkit

from monitor.config import shipped_folder
from monitor.files import write_atomic
from monitor.models import Feed

_MONITOR: Final = """\
# The demo: only its own site on this machine is fetched.
timezone = "Asia/Seoul"

[schedule]
digest = "23:59"               # so that the digest of today stays open

[fetch]
allow_private = ["127.0.0.0/8"]
delay = 0

[extract]
executor = "processes:2"

[semantic]
encoder = "none"               # it would learn for minutes before the first digest

[web]
listen = "{listen}"
"""


def write_demo_config(folder: Path, feeds: tuple[Feed, ...], listen: str) -> None:
    """Write the three config files: the shipped topics, the feeds of the demo site, and where to listen."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / "monitor.toml", _MONITOR.format(listen=listen).encode())
    write_atomic(folder / "topics.toml", (shipped_folder() / "topics.toml").read_bytes())
    tables = tomlkit.aot()
    for feed in feeds:
        table = tomlkit.table()
        table.update({"url": feed.url, "name": feed.name, "language": feed.language, "country": feed.country})
        table.update({"kind": feed.kind, "link": feed.link} if feed.link else {"kind": feed.kind})
        tables.append(table)
    document = tomlkit.document()
    document.append("feed", tables)
    write_atomic(folder / "feeds.toml", tomlkit.dumps(document).encode())
