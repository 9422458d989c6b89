"""`required-version`: a uv of another version stops (crates/uv/src/lib.rs)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.model.config import ConfigFile
from indexdoctor.model.problem import Problem
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import REQUIRED_VERSION_FIRST


def required_version(
    config: Sequence[ConfigFile], mistaken: Sequence[ConfigFile], uv: Uv
) -> Iterator[Problem]:
    """Whether this version may run: the first file that requires one decided, now each does.

    `mistaken` are the files uv passes over for a mistake in them.
    """
    each = REQUIRED_VERSION_FIRST in uv
    read = (*mistaken, *config) if each else config
    stated = [file.values[_KEY] for file in read if _KEY in file.values]
    for value in stated if each else stated[:1]:
        from packaging.specifiers import SpecifierSet

        text = str(value.value).strip()
        # A version alone is that version.
        wanted = SpecifierSet(f"=={text}" if text[:1].isdigit() else text, prereleases=True)
        if not wanted.contains(uv.version):
            message = f"uv {uv.version} is not what `{_KEY}` asks for: {wanted}"
            yield Problem(message, value.origin, hint=f"run a uv {wanted}")


_KEY = "required-version"
