"""`monitor`, and `python -m monitor`."""


def main() -> None:
    """Run the command line.

    It is imported only now: multiprocessing has every process that it starts import the script that called
    this, and 35 MB of what only commands need would be in each worker.
    """
    from monitor.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
