"""A static index behind nginx with a password file. Seen on a running nginx 1.22.1."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import Header, Meaning, Provider, Purpose, Users

_RULE = "the password is right: a rule on the address, the files' rights or a missing index page"

PROVIDER = Provider(
    key="nginx",
    title="nginx",
    headers=(Header("server", r"nginx", common=True),),
    users=Users("a user of the password file with the password"),
    meanings=(
        Meaning(401, Purpose.READ, False, "the location wants a password, for missing pages too"),
        Meaning(401, Purpose.READ, True, "the user name or password is wrong"),
        Meaning(403, Purpose.READ, True, _RULE),
        Meaning(403, Purpose.READ, False, "a rule on the address, or the files' rights"),
        Meaning(404, Purpose.READ, True, "the password was taken; the page is not there"),
        Meaning(404, Purpose.READ, False, "the page is not there"),
        Meaning(401, Purpose.PUBLISH, None, "the user name or password is wrong or missing"),
        Meaning(403, Purpose.PUBLISH, True, _RULE),
        Meaning(405, Purpose.PUBLISH, None, "static files take no uploads"),
    ),
    obtain="ask whoever runs the server for an entry in its password file",
    sources=("https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html",),
)
