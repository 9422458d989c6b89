"""What `uv publish` is told in a world, and the endpoint it meets."""

from __future__ import annotations

from tests.conformance.definitions import Written
from tests.conformance.draw import Draw
from tests.conformance.servers import People
from tests.conformance.sources import base, netloc, pair, userinfo

from indexdoctor.lab.site import Answer, Gate, LabIndex, LabPublish


def draw_publish(
    draw: Draw,
    people: People,
    indexes: tuple[LabIndex, ...],
    written: Written,
    origins: int,
) -> tuple[LabPublish, ...]:
    """Draw the endpoint, and write down its URL, the check URL and the credentials."""
    index = indexes[0]
    origin = index.origin if draw.chance(75) else draw.one(range(origins))
    path = draw.weighted(
        (35, index.path.rsplit("/", 1)[0] or "/upload"), (40, "/legacy/"), (25, "/upload")
    )
    anonymous, wrong = draw.weighted(
        (45, (401, 401)), (20, (403, 403)), (20, (401, 403)), (10, (None, None)), (5, (404, 404))
    )
    gate = Gate(
        None if anonymous is None else Answer(anonymous),
        None if wrong is None else Answer(wrong),
        Answer(403),
        None if draw.chance(80) else (people.accounts[0].name,),
    )
    endpoint = LabPublish(path, origin, gate, accepted=Answer(draw.one((200, 200, 201))))
    url = base(origin) + path
    if draw.chance(14):
        url = f"http://{userinfo(draw, people)}{netloc(origin)}{path}"
    _draw_urls(draw, url, index, written)
    _draw_credentials(draw, people, written)
    return (endpoint,)


def _draw_urls(draw: Draw, url: str, index: LabIndex, written: Written) -> None:
    named = [
        entry
        for table in written.tables.values()
        for entry in table.indexes
        if "name" in entry and index.path in str(entry["url"])
    ]
    if named and draw.chance(65):
        entry = named[0]
        entry["publish-url"] = url
        if draw.chance(75):
            written.options += ["--index", str(entry["name"])]
        else:
            written.environ["UV_PUBLISH_INDEX"] = str(entry["name"])
        return
    table = written.tables["explicit"] or written.tables["project"]
    place = draw.one(("option", "environ", "table"))
    if place == "option":
        written.options += ["--publish-url", url]
    elif place == "environ":
        written.environ["UV_PUBLISH_URL"] = url
    else:
        table.values["publish-url"] = url
    if draw.chance(75):
        check = base(index.origin) + index.path
        place = draw.one(("option", "environ", "table"))
        if place == "option":
            written.options += ["--check-url", check]
        elif place == "environ":
            written.environ["UV_PUBLISH_CHECK_URL"] = check
        else:
            table.values["check-url"] = check


def _draw_credentials(draw: Draw, people: People, written: Written) -> None:
    name, password = pair(draw, people)
    shape = draw.weighted(
        (34, "options"), (28, "environ"), (8, "token"), (6, "user"), (4, "password"), (20, "none")
    )
    if shape == "options":
        written.options += [draw.one(("-u", "--username")), name]
        written.options += [f"--password={password}"]
    elif shape == "environ":
        written.environ["UV_PUBLISH_USERNAME"] = name
        written.environ["UV_PUBLISH_PASSWORD"] = password
    elif shape == "token":
        token = draw.weighted((90, password), (10, ""))
        if draw.chance(50):
            written.options += [f"--token={token}"]
        else:
            written.environ["UV_PUBLISH_TOKEN"] = token
    elif shape == "user":
        written.options += ["--username", name or "alice"]
    elif shape == "password":
        written.environ["UV_PUBLISH_PASSWORD"] = password
    if draw.chance(20):
        written.options += ["--trusted-publishing", draw.one(("never", "automatic"))]
