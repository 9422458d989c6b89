"""A loopback index server with programmable behaviour, and the packaged scenarios."""
