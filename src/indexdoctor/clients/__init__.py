"""Executable models of the clients."""
