"""Causes: from what was resolved and replayed to findings and a report."""
