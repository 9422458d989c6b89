"""Healthy worlds drawn at random, and faults that are put into them one at a time."""
