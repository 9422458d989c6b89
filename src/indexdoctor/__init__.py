"""A diagnostic doctor for package-index authentication."""

__version__ = "0.1.0"
