"""The canary run: worlds in every format, and their secrets looked for in every encoding."""
