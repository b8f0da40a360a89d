"""The daemon: its jobs, their scheduler, signals, and what systemd is told."""
