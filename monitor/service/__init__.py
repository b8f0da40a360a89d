"""The daemon: its jobs, their scheduler, signal handling and systemd notifications."""
