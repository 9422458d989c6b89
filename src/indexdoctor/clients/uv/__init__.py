"""What uv makes of what is written down, and the requests it would send."""
