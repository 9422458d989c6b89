"""Servers that do everything a server must not: the answer comes in time, small, and unharmed."""
