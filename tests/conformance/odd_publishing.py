"""Uploads that do not go as their makers meant them: added to a world with `uv publish`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote

from tests.conformance.draw import Draw
from tests.conformance.servers import People
from tests.conformance.sources import base, netloc

from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Answer, FixedPath, LabPublish, Site

ODD = 60  # of a hundred worlds with an upload
_CI = (
    {"GITHUB_ACTIONS": "true"},
    {"GITHUB_ACTIONS": "true", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "ci-t0ken"},
    {"GITLAB_CI": "true"},
    {"GITHUB_ACTIONS": "1"},
)
_LEFTOVERS = (".gitignore", "README.md", "pkg.tar", "no-version.whl", "x-1.0.egg")


@dataclass(slots=True)
class _Changed:
    """A scene while it is being changed."""

    site: Site
    files: dict[str, str]
    environ: dict[str, str]
    words: list[str]
    dists: list[Dist]

    def in_one_place(self, old: str, new: str) -> None:
        """Write a URL another way where it stands first: as a whole, not as part of another."""
        whole = re.compile(re.escape(old) + r"(?=$|\")")
        for number, word in enumerate(self.words):
            if whole.search(word):
                self.words[number] = whole.sub(lambda _: new, word)
                return
        for texts in (self.environ, self.files):
            for name, text in texts.items():
                if whole.search(text):
                    texts[name] = whole.sub(lambda _: new, text, count=1)
                    return


def vary(draw: Draw, scene: Scene, people: People) -> Scene:
    """The same scene with other URLs, answers, files and surroundings of the upload."""
    changed = _Changed(
        scene.site,
        dict(scene.files),
        dict(scene.environ),
        list(scene.command),
        list(scene.dists),
    )
    if draw.chance(30):
        _userinfo(draw, changed, people)
    if draw.chance(30):
        _answers(draw, changed)
    if draw.chance(35):
        _distributions(draw, changed)
    if draw.chance(20):
        _trusted(draw, changed)
    if draw.chance(12):
        name = draw.one(("URL", "INDEX", "CHECK_URL", "TOKEN", "USERNAME", "PASSWORD"))
        changed.environ.setdefault(f"UV_PUBLISH_{name}", "")
    if draw.chance(8):
        changed.words.append("--dry-run")
    if draw.chance(8):
        _member(draw, changed)
    return replace(
        scene,
        site=changed.site,
        files=tuple(changed.files.items()),
        environ=tuple(changed.environ.items()),
        command=tuple(changed.words),
        dists=tuple(changed.dists),
    )


def _userinfo(draw: Draw, changed: _Changed, people: People) -> None:
    """A user in the publish URL, which uv sends as it is written, or in an index's."""
    account = draw.one(people.accounts[:2])
    name, password = account.name, account.password
    if draw.chance(60):
        name, password = quote(name, safe=""), quote(password, safe="$+!")
    info = draw.weighted(
        (40, f"{name}:{password}"),
        (25, name),
        (10, f"{name}:"),
        (10, f":{password}"),
        (10, f"{quote(name.upper(), safe='')}:wrong"),
        (5, "al%ffice:x"),
    )
    if re.search(r"[@/?#\s:]", info.replace(":", "", 1)):
        return
    endpoint = changed.site.publish[0]
    index = changed.site.indexes[0]
    place = endpoint if draw.chance(65) else index
    old = base(place.origin) + place.path
    changed.in_one_place(old, f"http://{info}@{netloc(place.origin)}{place.path}")


def _answers(draw: Draw, changed: _Changed) -> None:
    """What the endpoint answers to whom it lets in: a failure, or a redirect."""
    endpoint, *others = changed.site.publish
    if draw.chance(45):
        answer = Answer(draw.one((401, 403, 404, 405, 409, 413, 429, 500, 503, 204)))
    else:
        other = draw.one(range(len(changed.site.hosts)))
        location = draw.weighted(
            (50, base(endpoint.origin) + "/moved/"),
            (15, base(other) + "/moved/"),
            (15, "/moved/"),
            (10, base(endpoint.origin) + endpoint.path),
            (10, None),
        )
        answer = Answer(draw.one((301, 302, 303, 307, 308)), location)
        others += [LabPublish("/moved/", n, endpoint.gate) for n in range(len(changed.site.hosts))]
    endpoint = replace(endpoint, accepted=answer, no_file=answer)
    changed.site = replace(changed.site, publish=(endpoint, *others))


def _distributions(draw: Draw, changed: _Changed) -> None:
    """More files, spelled otherwise, unreadable, attested, or named in the command."""
    for _ in range(draw.weighted((50, 1), (30, 2), (20, 0))):
        like = draw.one(changed.dists)
        changed.dists.append(
            draw.one(
                (
                    replace(like, is_sdist=not like.is_sdist),
                    replace(like, version="2.0"),
                    replace(like, version="1.00"),
                    replace(like, name=like.name.upper()),
                    Dist(draw.one(("zed", "Acme.tools", "a-b")), "0.1"),
                )
            )
        )
    changed.dists = list({dist.filename: dist for dist in changed.dists}.values())
    if draw.chance(20):
        name = draw.one(("junk-1.0-py3-none-any.whl", "junk-1.0.tar.gz", "junk-1.0.zip"))
        changed.files[f"project/dist/{name}"] = "no archive"
    if draw.chance(20):
        changed.files[f"project/dist/{draw.one(_LEFTOVERS)}"] = "\n"
    if draw.chance(25):
        kind = draw.one(("publish", "build"))
        name = f"{draw.one(changed.dists).filename}.{kind}.attestation"
        changed.files[f"project/dist/{name}"] = draw.one(("{}", "no JSON", '{"version": 1}'))
        if draw.chance(30):
            changed.environ["UV_PUBLISH_NO_ATTESTATIONS"] = draw.one(("1", "0", "true"))
    if draw.chance(25):
        changed.words += draw.one(
            (("dist/*.whl",), ("dist/*",), ("dist/*.whl", "dist/*.gz"), ("dist/*", "dist/*.whl"))
        )


def _trusted(draw: Draw, changed: _Changed) -> None:
    """Trusted publishing: where it is stated, where uv runs, what the server says to it."""
    if draw.chance(60):
        changed.environ |= draw.one(_CI)
    if draw.chance(50) and "project/uv.toml" in changed.files:
        value = draw.one(("never", "always", "automatic"))
        text = changed.files["project/uv.toml"]
        changed.files["project/uv.toml"] = f'trusted-publishing = "{value}"\n{text}'
    if draw.chance(40) and "--trusted-publishing" not in changed.words:
        changed.words += ["--trusted-publishing", draw.one(("never", "always", "automatic"))]
    if draw.chance(60):
        endpoint = changed.site.publish[0]
        answer = draw.one((Answer(404), Answer(500), Answer(302, "/elsewhere"), Answer(403)))
        fixed = FixedPath("/_/oidc/audience", answer, endpoint.origin)
        changed.site = replace(changed.site, paths=(*changed.site.paths, fixed))


def _member(draw: Draw, changed: _Changed) -> None:
    """A member of a workspace with settings of its own, from which uv publish is run."""
    if any("/part/" in name for name in changed.files):
        return
    text = changed.files.get("project/pyproject.toml", "")
    if "[project]" not in text and "[tool.uv]" not in text:
        head = '[project]\nname = "root"\nversion = "1"\n\n'
        text = head + '[tool.uv.workspace]\nmembers = ["part"]\n' + text
        changed.files["project/pyproject.toml"] = text
    changed.files["project/part/pyproject.toml"] = (
        '[project]\nname = "part"\nversion = "1"\n\n[tool.uv]\n'
        'publish-url = "{{origin}}/of-the-member"\n'
    )
    changed.words += ["--project", "part"] if draw.chance(70) else ["--directory", "."]
