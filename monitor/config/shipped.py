"""Find the config that is shipped with the program, and write it where a user can edit it."""

from importlib.resources import files
from pathlib import Path

from monitor.config.reading import FILES


def shipped_folder() -> Path:
    """Return the folder of the shipped config: inside the installed package, else that of the repository."""
    packaged = Path(str(files("monitor"))) / "shipped"
    return packaged if packaged.is_dir() else Path(str(files("monitor"))).parent / "config"


def write_shipped(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the shipped files into a folder, overwriting nothing; return names: (written, left alone).

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, left = [], []
    for name in FILES:
        content = (shipped_folder() / name).read_bytes()
        try:
            with (folder / name).open("xb") as file:
                file.write(content)
            written.append(name)
        except FileExistsError:
            left.append(name)
    return tuple(written), tuple(left)
