"""The HTML format: one self-contained file, without scripts and without anything to fetch."""
