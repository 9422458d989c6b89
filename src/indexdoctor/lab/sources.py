"""Small source distributions that can be built without a network but the lab."""

from __future__ import annotations

import functools
import gzip
import io
import json
import tarfile
from importlib import resources

from indexdoctor.lab.site import Package, Source
from indexdoctor.lab.wheels import metadata


@functools.cache
def backend() -> str:
    """The text of the build backend in the tree of each source distribution."""
    return resources.files("indexdoctor.lab").joinpath("backend.py").read_text()


@functools.lru_cache(maxsize=512)
def build_source(package: Package, source: Source, version: str) -> bytes:
    """The `.tar.gz` of one version, always the same bytes for the same input."""
    folder = f"{package.name.replace('-', '_')}-{version}"
    info = metadata(package.name, version, package.requires, package.requires_python).decode()
    if source.metadata_version != "2.1":
        info = info.replace("Metadata-Version: 2.1", f"Metadata-Version: {source.metadata_version}")
    info += "".join(f"Dynamic: {field}\n" for field in source.dynamic)
    files = {"PKG-INFO": info, "salt.txt": package.salt}
    if source.pyproject:
        files["pyproject.toml"] = _pyproject(package, source, version)
        files["backend.py"] = backend()
        files["asks.txt"] = "\n".join(source.asks)
    else:
        files["setup.py"] = "from setuptools import setup\nsetup()\n"
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(f"{folder}/{path}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _pyproject(package: Package, source: Source, version: str) -> str:
    lines = ["[build-system]", f"requires = {json.dumps(source.build_requires)}"]
    lines += ['build-backend = "backend"', 'backend-path = ["."]']
    if source.project:
        lines += ["", "[project]", f'name = "{package.name}"', f'version = "{version}"']
        if "Requires-Dist" in source.dynamic:
            lines.append('dynamic = ["dependencies"]')
        else:
            lines.append(f"dependencies = {json.dumps(package.requires)}")
    return "\n".join(lines) + "\n" + source.further
