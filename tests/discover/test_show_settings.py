"""Every place settings come from, against what the real uv says it settled on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.discover.oracle import Place
from tests.discover.settled import REFUSED, of_indexdoctor, of_uv

PROJECT = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
COMPILE = "pip compile r.in"
A = "http://a.example/simple"
B = "http://b.example/simple"
CORP = (
    '[[index]]\nname = "corp"\nurl = "https://u:p%40w@corp.example:8443/a/simple"\n'
    'authenticate = "always"\nignore-error-codes = [403, 404]\nexplicit = true\n'
    'publish-url = "https://corp.example/up"\nformat = "simple"\n'
)
USER = "home/.config/uv/uv.toml"
SYSTEM = "etc/uv/uv.toml"
LOCAL = "work/uv.toml"
PYPROJECT = "work/pyproject.toml"

Setup = tuple[str, dict[str, str], dict[str, str]]  # command, files, variables
SETUPS: dict[str, Setup] = {
    "nothing": (COMPILE, {}, {}),
    "every field of an index": (COMPILE, {LOCAL: CORP}, {}),
    "the same in pyproject": (
        "lock",
        {PYPROJECT: PROJECT + CORP.replace("[[index", "[[tool.uv.index")},
        {},
    ),
    "flat format": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}"\nformat = "flat"\n'}, {}),
    "never": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}"\nauthenticate = "never"\n'}, {}),
    "a path as index": (COMPILE, {LOCAL: '[[index]]\nurl = "./wheels"\n'}, {}),
    "legacy lists": (
        COMPILE,
        {LOCAL: f'index-url = "{A}"\nextra-index-url = ["{B}"]\nfind-links = ["{A}/f", "./x"]\n'},
        {},
    ),
    "index beside legacy": (COMPILE, {LOCAL: f'index-url = "{A}"\n{CORP}'}, {}),
    "user, system and project": (
        COMPILE,
        {
            LOCAL: f'extra-index-url = ["{A}"]\nkeyring-provider = "subprocess"\n',
            USER: f'extra-index-url = ["{B}"]\nindex-url = "{B}"\n',
            SYSTEM: f'index-url = "{A}"\noffline = true\nkeyring-provider = "disabled"\n',
        },
        {},
    ),
    "single values of the user's file": (
        COMPILE,
        {USER: 'index-strategy = "unsafe-best-match"\n'},
        {},
    ),
    "uv.toml shadows the table": (
        "lock",
        {PYPROJECT: f'{PROJECT}[tool.uv]\nindex-url = "{A}"\n', LOCAL: f'index-url = "{B}"\n'},
        {},
    ),
    "an empty uv.toml shadows too": (
        "lock",
        {PYPROJECT: f'{PROJECT}[tool.uv]\nindex-url = "{A}"\n', LOCAL: ""},
        {},
    ),
    "a pyproject above": (
        COMPILE,
        {"pyproject.toml": f'{PROJECT}[tool.uv]\nindex-url = "{A}"\n'},
        {},
    ),
    "a uv.toml above": (COMPILE, {"uv.toml": f'index-url = "{A}"\n'}, {}),
    "a pyproject without the table goes on above": (
        COMPILE,
        {PYPROJECT: PROJECT, "uv.toml": f'index-url = "{A}"\n'},
        {},
    ),
    "a member takes the root's": (
        "lock",
        {
            "pyproject.toml": f'{PROJECT}[tool.uv]\nindex-url = "{A}"\n'
            '[tool.uv.workspace]\nmembers = ["work"]\n',
            PYPROJECT: f'{PROJECT.replace("p", "q", 1)}[tool.uv]\nindex-url = "{B}"\n'.replace(
                '"p"', '"m"'
            ),
        },
        {},
    ),
    "the pip table counts for pip": (
        COMPILE,
        {LOCAL: f'index-url = "{A}"\n[pip]\nindex-url = "{B}"\nkeyring-provider = "subprocess"\n'},
        {},
    ),
    "the pip table does not count for lock": (
        "lock",
        {PYPROJECT: PROJECT, LOCAL: f'index-url = "{A}"\n[pip]\nindex-url = "{B}"\n'},
        {},
    ),
    "extra of both tables": (
        COMPILE,
        {LOCAL: f'extra-index-url = ["{A}"]\n[pip]\nextra-index-url = ["{B}"]\n'},
        {},
    ),
    "config-file": (
        f"{COMPILE} --config-file other.toml",
        {"work/other.toml": CORP, LOCAL: f'index-url = "{A}"\n', USER: f'index-url = "{B}"\n'},
        {},
    ),
    "UV_CONFIG_FILE": (
        COMPILE,
        {"work/o.toml": CORP, LOCAL: "x = 1"},
        {"UV_CONFIG_FILE": "o.toml"},
    ),
    "no-config": (f"{COMPILE} --no-config", {LOCAL: CORP, USER: f'index-url = "{B}"\n'}, {}),
    "UV_NO_CONFIG": (COMPILE, {LOCAL: CORP}, {"UV_NO_CONFIG": "1"}),
    "no-config leaves variables": (
        COMPILE,
        {LOCAL: CORP},
        {"UV_NO_CONFIG": "1", "UV_INDEX_URL": A},
    ),
    "UV_DEFAULT_INDEX with a name": (COMPILE, {}, {"UV_DEFAULT_INDEX": f"corp={A}"}),
    "UV_INDEX, several": (COMPILE, {}, {"UV_INDEX": f"one={A} {B}"}),
    "UV_INDEX_URL and UV_EXTRA_INDEX_URL": (
        COMPILE,
        {},
        {"UV_INDEX_URL": A, "UV_EXTRA_INDEX_URL": f"{B} {A}/x"},
    ),
    "UV_FIND_LINKS": (COMPILE, {}, {"UV_FIND_LINKS": f"{A},{B}"}),
    "empty variables": (
        COMPILE,
        {LOCAL: f'index-url = "{A}"\n'},
        {"UV_INDEX_URL": "", "UV_EXTRA_INDEX_URL": "", "UV_DEFAULT_INDEX": "", "UV_INDEX": ""},
    ),
    "an option hides its variable": (f"{COMPILE} --index-url {B}", {}, {"UV_INDEX_URL": A}),
    "typed, variable and file for pip": (
        f"{COMPILE} --index {B}",
        {LOCAL: f'index-url = "{A}"\n{CORP}'},
        {"UV_EXTRA_INDEX_URL": f"{A}/x"},
    ),
    "typed, variable and file for lock": (
        f"lock --index {B}",
        {PYPROJECT: PROJECT, LOCAL: f'index-url = "{A}"\n{CORP}'},
        {"UV_EXTRA_INDEX_URL": f"{A}/x", "UV_INDEX_URL": f"{B}/y"},
    ),
    "-i": (f"{COMPILE} -i {A} --extra-index-url={B} -f ./w", {}, {}),
    "no-index": (f"{COMPILE} --no-index", {LOCAL: CORP}, {}),
    "no-index in a file": (COMPILE, {LOCAL: "no-index = true\n"}, {}),
    "keyring by option": (f"{COMPILE} --keyring-provider subprocess", {}, {}),
    "keyring by variable": (COMPILE, {}, {"UV_KEYRING_PROVIDER": "subprocess"}),
    "keyring turned off by option": (
        f"{COMPILE} --keyring-provider disabled",
        {LOCAL: 'keyring-provider = "subprocess"\n'},
        {},
    ),
    "insecure hosts": (
        f"{COMPILE} --allow-insecure-host one.example",
        {LOCAL: 'allow-insecure-host = ["two.example:8443", "https://three.example"]\n'},
        {},
    ),
    "insecure hosts by variable": (COMPILE, {}, {"UV_INSECURE_HOST": "one.example two.example"}),
    "trusted-host": (f"{COMPILE} --trusted-host one.example", {}, {}),
    "system certificates": (COMPILE, {LOCAL: "system-certs = true\n"}, {}),
    "native-tls": (COMPILE, {}, {"UV_NATIVE_TLS": "true"}),
    "no-native-tls wins": (f"{COMPILE} --no-native-tls", {}, {"UV_NATIVE_TLS": "true"}),
    "offline": (f"{COMPILE} --offline", {}, {}),
    "index strategy": (f"{COMPILE} --index-strategy unsafe-first-match", {}, {}),
    "the environment in a url stays": (
        COMPILE,
        {LOCAL: 'index-url = "http://h/${X}"\n'},
        {},
    ),
    "publish options": (
        f"publish --publish-url {A} -u ann -p secret",
        {},
        {"UV_PUBLISH_CHECK_URL": B},
    ),
    "publish variables": (
        "publish",
        {},
        {"UV_PUBLISH_URL": A, "UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": "x"},
    ),
    "publish token": ("publish", {}, {"UV_PUBLISH_TOKEN": "x", "UV_PUBLISH_URL": A}),
    "publish from files": (
        "publish",
        {LOCAL: f'publish-url = "{A}"\ncheck-url = "{B}"\ntrusted-publishing = "never"\n'},
        {},
    ),
    "publish to an index": ("publish --index corp", {LOCAL: CORP}, {}),
    "trusted publishing always": ("publish --trusted-publishing always", {}, {}),
    "directory": (
        f"{COMPILE} --directory sub",
        {"work/sub/uv.toml": f'index-url = "{A}"\n', "work/sub/r.in": ""},
        {},
    ),
    "project": (
        "lock --project sub",
        {"work/sub/pyproject.toml": PROJECT, "work/sub/uv.toml": CORP},
        {},
    ),
    "a mistaken pyproject lets the one above count": (
        COMPILE,
        {
            PYPROJECT: f"{PROJECT}[tool.uv]\nindex-url = 1\n",
            "pyproject.toml": f'{PROJECT}[tool.uv]\nindex-url = "{B}"\n',
        },
        {},
    ),
    "an unknown field in uv.toml": (COMPILE, {LOCAL: "nonsense = 1\n"}, {}),
    "an unknown field in pyproject": (
        COMPILE,
        {PYPROJECT: f'{PROJECT}[tool.uv]\nnonsense = 1\nindex-url = "{A}"\n'},
        {},
    ),
}


@pytest.mark.parametrize("name", SETUPS)
def test_settled_as_uv(name: str, tmp_path: Path) -> None:
    command, files, environ = SETUPS[name]
    place = Place(tmp_path)
    place.write({"work/r.in": "", **files})
    words = command.split()
    real, ours = of_uv(place, words, environ), of_indexdoctor(place, words, environ)
    if real != REFUSED and ours != REFUSED:
        assert ours.keys() == real.keys()
        for key, value in real.items():
            assert ours[key] == value, key
    assert ours == real
