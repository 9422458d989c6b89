"""Every recogniser, in the order in which they look at a text. A new one is one entry."""

from __future__ import annotations

from indexdoctor.render.recognisers.texts import TEXTS
from indexdoctor.render.recognisers.tokens import PRIVATE_KEY, TOKENS
from indexdoctor.render.recognisers.urls import URLS

RECOGNISERS = (PRIVATE_KEY, *TEXTS, *TOKENS, *URLS)
