"""The credentials uv knows before the first request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.clients.uv.index_edits import edited_indexes
from indexdoctor.clients.uv.roots import root_url
from indexdoctor.credentials import index_env, url
from indexdoctor.model.credential import Credential
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Url
from indexdoctor.versions import Uv


def index_credential(index: Index, environ: Mapping[str, str]) -> Credential | None:
    """What uv reads for an index: UV_INDEX_<NAME>_* if either is set, else the URL's own."""
    if index.name is not None:
        found = index_env.from_environment(index, environ)
        if found is not None:
            return found
    return url.from_address(index.address, index.origin)


def seeds(
    indexes: Iterable[Index], environ: Mapping[str, str], uv: Uv
) -> Iterator[tuple[Url, Credential]]:
    """What is stored for these indexes, in order: first under the root, then under the URL."""
    for index in indexes:
        credential = index_credential(index, environ)
        if credential is None:
            continue
        root = root_url(index.url, uv)
        if root is not None:
            yield root, credential
        yield index.url, credential


def seed(
    cache: CredentialCache, indexes: Iterable[Index], environ: Mapping[str, str], uv: Uv
) -> None:
    """Store the credentials of these indexes, the later ones over the earlier ones."""
    for where, credential in seeds(indexes, environ, uv):
        cache.store(where, credential)


def seed_project(cache: CredentialCache, found: Discovered, environ: Mapping[str, str]) -> None:
    """What project commands store before anything else: of each `[[tool.uv.index]]` table.

    Those of the workspace root come first, then those of every member by name, whether or not the
    files count as configuration (crates/uv/src/commands/project/lock.rs).
    """
    workspace = found.workspace
    if workspace is None:
        return
    members = sorted(workspace.members, key=lambda member: member.name or "")
    for table in (workspace.root, *members):
        seed(cache, edited_indexes(found, table), environ, found.surroundings.uv)


def seed_pinned(
    cache: CredentialCache, wanted: Iterable[Wanted], environ: Mapping[str, str]
) -> None:
    """What reading the requirements stores: the credentials of the index one is pinned to.

    Under the URL alone, those of dependency groups before those of the project
    (crates/uv-distribution/src/metadata/lowering.rs and requires_dist.rs).
    """
    pinned = [one for one in wanted if one.pinned is not None or one.part is not None]
    for one in sorted(pinned, key=lambda one: _place(one.requirement.origin)):
        for row in one.indexes[:1]:
            credential = index_credential(row.index, environ)
            if credential is not None:
                cache.store(row.index.url, credential)


def _place(origin: Origin) -> tuple[bool, int]:
    """Groups come first, then the dependencies of a project, each as written."""
    return (origin.key or "").startswith("project."), origin.line or 0


def seed_direct(cache: CredentialCache, found: Discovered) -> None:
    """What installing a project stores besides: the user information of direct URLs."""
    for member in found.workspace.members if found.workspace is not None else ():
        for requirement in member.requirements:
            if requirement.url is not None:
                credential = url.from_address(requirement.url, requirement.origin)
                if credential is not None:
                    cache.store(requirement.url.url, credential)
