"""Ratios taken in one run: `python -m benchmarks [NAME...]`. No test asserts a time."""
