"""One module a command, no logic."""
