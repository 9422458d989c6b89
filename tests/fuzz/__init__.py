"""Readers given anything, renderers given foreign text: no crash, no control character, in time."""
