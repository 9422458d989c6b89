"""What changed in how uv reaches servers."""

from __future__ import annotations

from indexdoctor.versions.change import Change

PROXY_VARIABLES = Change(
    "proxy-variables",
    since="0.7.20",
    before="takes the lower-case proxy variable where the upper-case one holds no URL, and a URL "
    "that lacks its scheme although it has a path",
    now="lets the upper-case variable hide the lower-case one even when it is empty, and passes a "
    "URL over that has a path but no scheme",
    source="https://github.com/astral-sh/uv/pull/14475",
)
PROXY_USER_ALONE = Change(
    "proxy-user-alone",
    since="0.9.22",
    before="goes without the proxy of a variable whose URL has a user name but no password",
    now="shows such a proxy the user name with an empty password",
    source="https://github.com/astral-sh/uv/pull/16267",
)
PROXY_SETTING_USER = Change(
    "proxy-setting-user",
    since="0.11.0",
    before="shows the proxy of an `http-proxy` setting no user name that has no password",
    now="shows such a proxy the user name with an empty password, as that of `https-proxy` before",
    source="https://github.com/astral-sh/uv/pull/18550",
)
NO_PROXY_ANY_CASE = Change(
    "no-proxy-any-case",
    since="0.9.29",
    before="goes through the proxy for a name that NO_PROXY has with a capital letter",
    now="compares names with NO_PROXY in any case",
    source="measured: the releases around it, with NO_PROXY=LOCALHOST",
)
CERT_OPTION = Change(
    "cert-option",
    since="0.12.0",
    before="passes over --cert of `uv pip compile` and `uv pip sync`",
    now="trusts the certificates that --cert of `uv pip` names, and no others",
    source="https://github.com/astral-sh/uv/pull/20418",
)
