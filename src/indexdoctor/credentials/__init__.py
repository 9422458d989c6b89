"""The sources of credentials: what each holds for a URL, and why it is or is not asked."""
