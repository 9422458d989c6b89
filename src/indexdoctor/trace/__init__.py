"""uv's own logs (`-v`, `-vv`), read as answers."""
