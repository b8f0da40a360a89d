"""CPU time of short commands, from start to end, compared with a Python that imports click.

    python benchmarks/start.py [--rounds 9] [--before DIR]

`--version`, `--help`, `init`, `status` and `check` run with the shipped config and an empty archive. With
`--before`, the same commands of another checkout take turns with those of this one.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
COMMANDS = ("--version", "--help", "init", "status", "check")
IMPORT = "import sys; sys.path.insert(0, sys.argv[1]); "
RUN = f"{IMPORT}from monitor.__main__ import main; sys.argv[:2] = ['monitor']; main()"
ARCHIVE = (
    f"{IMPORT}from pathlib import Path; from monitor.archive import open_archive; "
    "open_archive('sqlite:///archive.db', Path(sys.argv[2])).close()"
)


def cpu_of(*arguments: str) -> float:
    """Run Python and return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def prepare(tree: Path, folder: Path) -> None:
    """Write the config and the archive of a checkout."""
    (folder / "output").mkdir(parents=True)
    cpu_of("-c", RUN, str(tree), "--config", str(folder / "config"), "init")
    cpu_of("-c", ARCHIVE, str(tree), str(folder / "output"))


def cpu_of_command(tree: Path, folder: Path, command: str) -> float:
    """Run one command of a checkout and return its CPU seconds."""
    fresh = folder / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    config = fresh if command == "init" else folder / "config"
    options = (
        () if command.startswith("--") else ("--config", str(config), "--output", str(folder / "output"))
    )
    return cpu_of("-c", RUN, str(tree), *options, command)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--before", type=Path)
    options = parser.parse_args()
    trees = {"now": ROOT} | ({"before": options.before.absolute()} if options.before else {})
    with tempfile.TemporaryDirectory() as name:
        for tree in trees:
            prepare(trees[tree], Path(name, tree))
        for command in COMMANDS:
            seconds = defaultdict(list)
            for _ in range(options.rounds):
                seconds["click"].append(cpu_of("-c", "import click"))
                for tree in trees:
                    seconds[tree].append(cpu_of_command(trees[tree], Path(name, tree), command))
            medians = {contender: median(values) for contender, values in seconds.items()}
            shown = ", ".join(f"{who} {1000 * took:.0f} ms" for who, took in medians.items())
            print(f"{command:10} {shown}; {medians['now'] / medians['click']:.1f} x click", flush=True)


if __name__ == "__main__":
    main()
