"""`monitor`, and `python -m monitor`."""


def main() -> None:
    """Run the command line.

    The command line is imported here because every worker process imports this module, and does not need the
    35 MB of the commands.
    """
    import sys  # noqa: PLC0415

    if sys.platform == "win32":
        sys.stderr.write(
            "monitor: this program needs Linux, macOS or another POSIX system; use WSL on Windows\n"
        )
        sys.exit(2)
    try:
        from monitor.cli import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)  # Ctrl-C while modules are loaded; click handles it from here on

    run()


if __name__ == "__main__":
    main()
