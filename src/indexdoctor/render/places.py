"""Where a file lies in its repository, for formats that point at lines there."""

from __future__ import annotations

import posixpath

from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.report import Report


def in_repository(origin: Origin, report: Report) -> str | None:
    """The path of an origin's file from the top of the repository; None outside of it.

    Without a repository, a path from the working directory, as it is shown.
    """
    if origin.kind is not OriginKind.FILE or not origin.name:
        return None
    name = origin.name.replace("\\", "/") if "/" not in origin.name else origin.name
    found = report.repository
    if found is not None and found.top != "." and name.startswith(f"{found.top}/"):
        name = name.removeprefix(f"{found.top}/")
    elif name.startswith(("/", "~/")) or name[1:3] == ":/":
        return None
    elif found is not None:
        name = posixpath.join(found.folder, name)
    path = posixpath.normpath(name)
    return None if path == ".." or path.startswith("../") else path
