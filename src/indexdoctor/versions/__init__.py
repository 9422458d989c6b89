"""Which version of uv does what: one table of behaviour changes, and the versions asked of it.

The tables stand in the modules of this package, one for each part of uv. Code that depends on the
version asks `change in surroundings.uv`; versions are compared nowhere else.
"""

from indexdoctor.versions.change import Change
from indexdoctor.versions.uv import NEWEST, OLDEST, Uv, known, newest

__all__ = ["NEWEST", "OLDEST", "Change", "Uv", "known", "newest"]
