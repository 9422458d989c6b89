"""A saved report from a file: a report.json, or a ticket with one inside."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.model.report import Report
from indexdoctor.records import record
from indexdoctor.render.saved.document import LARGEST, parse
from indexdoctor.render.saved.errors import SavedError
from indexdoctor.render.saved.report import report
from indexdoctor.render.ticket import LOG

if TYPE_CHECKING:
    from zipfile import ZipFile

MEMBERS = 100  # a ticket has less than ten
_REPORT = "report.json"
_ENTRY = b"PK\x01\x02"  # what each entry of a zip's directory begins with


@record
class Saved:
    """A report that was saved, and the lines of the log that came with it."""

    report: Report
    log: tuple[str, ...] | None = None


def read(path: Path) -> Saved:
    """The report saved in `path`, or on standard input (`-`). Raises SavedError."""
    data = _bytes(path)
    if data[:2] == b"PK":
        return _ticket(data)
    return Saved(_report(data))


def _report(data: bytes) -> Report:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SavedError(f"it is not UTF-8 (line {line})") from None
    return report(parse(text))


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        if sys.stdin is None:  # it was closed before the start
            raise SavedError("there is no standard input")
        return _limited(sys.stdin.buffer.read(LARGEST + 1))
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SavedError("it is a folder")
        if not stat.S_ISREG(mode):
            raise SavedError("it is no regular file")
        with path.open("rb") as file:
            return _limited(file.read(LARGEST + 1))
    except FileNotFoundError:
        raise SavedError("it does not exist") from None
    except (OSError, ValueError) as error:
        raise SavedError(f"it cannot be opened ({type(error).__name__})") from None


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise SavedError(f"it is larger than {LARGEST // (1024 * 1024)} MiB")
    return data


def _ticket(data: bytes) -> Saved:
    """What a zip holds under the two names of a ticket; nothing is unpacked to the disk."""
    import io
    import zipfile

    if data.count(_ENTRY) > MEMBERS:
        raise SavedError(f"it holds more than {MEMBERS} files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            saved = _member(file, _REPORT)
            if saved is None:
                raise SavedError(f"it holds no {_REPORT}")
            log = _member(file, LOG)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError):
        raise SavedError("it is a broken zip") from None
    lines = None if log is None else tuple(log.decode("utf-8", "replace").split("\n")[:-1])
    try:
        return Saved(_report(saved), lines)
    except SavedError as error:
        raise SavedError(f"{_REPORT}: {error}") from None


def _member(file: ZipFile, name: str) -> bytes | None:
    import zlib

    found = [info for info in file.infolist() if info.filename == name]
    if not found:
        return None
    if len(found) > 1:
        raise SavedError(f"it holds several files with the name {name}")
    if found[0].flag_bits & 1:
        raise SavedError(f"its {name} is encrypted")
    try:
        with file.open(found[0]) as member:
            return _limited(member.read(LARGEST + 1))
    except (zlib.error, RuntimeError):  # broken; or a method or a lock that zipfile does not open
        raise SavedError(f"its {name} cannot be unpacked") from None
