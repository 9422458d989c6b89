"""Failures that people reported in public, each played against a server of its shape."""
