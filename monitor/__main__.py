"""`monitor`, and `python -m monitor`."""


def main() -> None:
    """Run the command line.

    It is imported only now: multiprocessing has every process that it starts import the script that called
    this, and 35 MB of what only commands need would be in each worker.
    """
    import sys  # noqa: PLC0415

    if sys.platform == "win32":
        sys.stderr.write(
            "monitor: this program needs Linux, macOS or another POSIX system; use WSL on Windows\n"
        )
        sys.exit(2)
    from monitor.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
