"""What is said when indexdoctor itself fails: where, and nothing of what it worked on."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Iterator
from pathlib import Path

from indexdoctor import __version__

_PACKAGE = Path(__file__).parents[1]
_NESTED = 8  # errors that led to the error are followed so far


def report(error: BaseException, *, debug: bool) -> Iterator[str]:
    """Lines that name the kind of the error and the places in the code, and what to send.

    The message of an error is left out, whatever it is: it may repeat what a user or a server
    wrote. With `debug` each call is listed, else the innermost one of the program.
    """
    yield f"error: indexdoctor itself failed ({type(error).__name__})"
    yield f"  indexdoctor {__version__}, Python {platform.python_version()}, {platform.system()}"
    if debug:
        yield from _calls(error)
    else:
        places = [place for place in map(_place, _frames(error)) if place.startswith("indexdoctor")]
        yield from (f"  {place}" for place in places[-1:])
    yield "  hint: please report this with the lines above; nothing of yours is in them"
    if not debug:
        yield "  hint: indexdoctor --debug ... shows every call"


def _calls(error: BaseException | None) -> Iterator[str]:
    for _ in range(_NESTED):
        if error is None:
            return
        yield f"Traceback of {type(error).__name__} (its message is left out)"
        for frame in _frames(error):
            yield f"  {_place(frame)}"
        error = error.__cause__ or error.__context__


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))


def _place(frame: traceback.FrameSummary) -> str:
    """File, line and function; of the path what does not depend on whose machine it is."""
    path = Path(frame.filename)
    if path.is_relative_to(_PACKAGE.parent):
        shown = path.relative_to(_PACKAGE.parent).as_posix()
    else:
        shown = "/".join(path.parts[-2:])
    return f"{shown}:{frame.lineno} in {frame.name}"
