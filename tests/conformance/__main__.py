"""Compare indexdoctor with the real uv on any number of worlds (see README.md)."""

from __future__ import annotations

import sys

from tests.conformance.suite import main

sys.exit(main())
