"""Commands with files and variables, for the settings that come of them.

`ROOT` in a variable stands for the directory of the test.
"""

from __future__ import annotations

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

# Forms of places and values, of which many came, went or changed with some release.
TWO_DEFAULTS = (
    f'[[index]]\nname = "a"\nurl = "{A}"\ndefault = true\n'
    f'[[index]]\nname = "b"\nurl = "{B}"\ndefault = true\n'
)
NAMELESS = f'[[index]]\nurl = "{A}"\nexplicit = true\n'
TWICE = f'[[index]]\nname = "a"\nurl = "{A}"\n[[index]]\nname = "a"\nurl = "{B}"\n'


def _tool(text: str) -> str:
    """A pyproject.toml with tables of uv, which `text` has as in a uv.toml."""
    tables = text.replace("[[", "[[tool.uv.").replace("\n[pip", "\n[tool.uv.pip")
    return f"{PROJECT}[tool.uv]\n{tables}"


SETUPS |= {
    "UV_INDEX, a line each": (COMPILE, {}, {"UV_INDEX": f"{A}\n{B}"}),
    "UV_INDEX, lines and blanks": (COMPILE, {}, {"UV_INDEX": f" one={A}\n\n  two={B}\t{A}/x "}),
    "UV_INDEX of blanks": (COMPILE, {}, {"UV_INDEX": "  "}),
    "UV_EXTRA_INDEX_URL, a line each": (COMPILE, {}, {"UV_EXTRA_INDEX_URL": f"{A}\n{B}"}),
    "UV_INSECURE_HOST, a line each": (COMPILE, {}, {"UV_INSECURE_HOST": "a.example\nb.example"}),
    "UV_FIND_LINKS, a line each": (COMPILE, {}, {"UV_FIND_LINKS": f"{A}\n{B}"}),
    "two defaults": (COMPILE, {LOCAL: TWO_DEFAULTS}, {}),
    "explicit without a name": (COMPILE, {LOCAL: NAMELESS}, {}),
    "two of one name": (COMPILE, {LOCAL: TWICE}, {}),
    "a name in two files": (
        COMPILE,
        {LOCAL: TWICE[: TWICE.index("[[", 1)], USER: CORP + TWICE},
        {},
    ),
    "explicit and default": (
        COMPILE,
        {LOCAL: f'[[index]]\nname = "a"\nurl = "{A}"\nexplicit = true\ndefault = true\n'},
        {},
    ),
    "a default beside index-url": (
        COMPILE,
        {LOCAL: f'index-url = "{B}"\n[[index]]\nurl = "{A}"\ndefault = true\n'},
        {},
    ),
    "a default above index-url": (
        COMPILE,
        {LOCAL: f'[[index]]\nurl = "{A}"\ndefault = true\n', USER: f'index-url = "{B}"\n'},
        {},
    ),
    "proxies": (
        COMPILE,
        {LOCAL: 'http-proxy = "http://p:1"\nhttps-proxy = "p:2"\nno-proxy = ["a"]\n'},
        {},
    ),
    "no proxy": (COMPILE, {LOCAL: 'http-proxy = ""\n'}, {}),
    "a required version": (COMPILE, {LOCAL: 'required-version = ">=0.5"\n'}, {}),
    "another required version": (COMPILE, {LOCAL: 'required-version = "==0.0.1"\n'}, {}),
    "another required version of the user": (
        COMPILE,
        {LOCAL: f'index-url = "{A}"\n', USER: 'required-version = "==0.0.1"\n'},
        {},
    ),
    "another required version beside an unknown field": (
        COMPILE,
        {LOCAL: 'required-version = "==0.0.1"\nnonsense = 1\n'},
        {},
    ),
    "another required version of a project": (
        "lock",
        {PYPROJECT: _tool('required-version = "==0.0.1"\n')},
        {},
    ),
    "a required version without a sign": (COMPILE, {LOCAL: 'required-version = "0.0.1"\n'}, {}),
    "another required version beside a mistake in a project": (
        COMPILE,
        {PYPROJECT: _tool('required-version = "==0.0.1"\nnonsense = 1\n')},
        {},
    ),
    "several required versions": (
        COMPILE,
        {LOCAL: 'required-version = ">=0.5"\n', USER: 'required-version = "==0.0.1"\n'},
        {},
    ),
    "an unknown preview feature": (f"{COMPILE} --preview-features pylock,new", {}, {}),
    "a strategy by its older name": (f"{COMPILE} --index-strategy unsafe-any-match", {}, {}),
    "the same by variable": (COMPILE, {}, {"UV_INDEX_STRATEGY": "unsafe-any-match"}),
    "the same in a file": (COMPILE, {LOCAL: 'index-strategy = "unsafe-any-match"\n'}, {}),
    "a link mode by another name": (f"{COMPILE} --link-mode reflink", {}, {}),
    "dates and spans": (COMPILE, {LOCAL: 'exclude-newer = "3 days"\n'}, {}),
    "a date in a file": (COMPILE, {LOCAL: 'exclude-newer = "2020-01-01"\n'}, {}),
    "a date of TOML": (COMPILE, {LOCAL: "exclude-newer = 2020-01-01\n"}, {}),
    "a date by variable": (COMPILE, {}, {"UV_EXCLUDE_NEWER": "2020-01-01"}),
    "a span by variable": (COMPILE, {}, {"UV_EXCLUDE_NEWER": "P3D"}),
    "no day of any month": (COMPILE, {}, {"UV_EXCLUDE_NEWER": "2020-13-01"}),
    "no date at all": (COMPILE, {}, {"UV_EXCLUDE_NEWER": "3"}),
    "UV_LOCKED": ("lock", {PYPROJECT: PROJECT}, {"UV_LOCKED": "1"}),
    "offline and no-offline": (f"{COMPILE} --offline --no-offline", {}, {}),
    "no-offline and offline": (f"{COMPILE} --no-offline --offline", {}, {}),
    "UV_NATIVE_TLS, no": (COMPILE, {LOCAL: "native-tls = true\n"}, {"UV_NATIVE_TLS": "0"}),
    "UV_NATIVE_TLS before a newer setting": (
        COMPILE,
        {LOCAL: "system-certs = false\n"},
        {"UV_NATIVE_TLS": "1"},
    ),
    "an index of slashes": (f"{COMPILE} --index-url //a.example/x", {}, {}),
    "no required version": (COMPILE, {LOCAL: 'required-version = "new"\n'}, {}),
    "UV_NO_SYSTEM_CONFIG": (
        COMPILE,
        {SYSTEM: f'index-url = "{A}"\n'},
        {"UV_NO_SYSTEM_CONFIG": "1"},
    ),
    "UV_NO_SYSTEM_CONFIG, no": (
        COMPILE,
        {SYSTEM: f'index-url = "{A}"\n'},
        {"UV_NO_SYSTEM_CONFIG": "0"},
    ),
    "UV_SYSTEM_CERTS": (COMPILE, {}, {"UV_SYSTEM_CERTS": "1"}),
    "UV_SYSTEM_CERTS and a setting": (
        COMPILE,
        {LOCAL: "native-tls = true\n"},
        {"UV_SYSTEM_CERTS": "0"},
    ),
    "two words for system certificates": (
        COMPILE,
        {LOCAL: "native-tls = true\nsystem-certs = false\n"},
        {},
    ),
    "two variables for system certificates": (
        COMPILE,
        {},
        {"UV_NATIVE_TLS": "1", "UV_SYSTEM_CERTS": "0"},
    ),
    "native-tls in two files": (
        COMPILE,
        {LOCAL: "native-tls = false\n", USER: "native-tls = true\n"},
        {},
    ),
    "a relative XDG_CONFIG_HOME": (
        COMPILE,
        {"work/x/uv/uv.toml": CORP, USER: f'index-url = "{A}"\n'},
        {"XDG_CONFIG_HOME": "x"},
    ),
    "an absolute XDG_CONFIG_HOME": (
        COMPILE,
        {"x/uv/uv.toml": CORP, USER: f'index-url = "{A}"\n'},
        {"XDG_CONFIG_HOME": "ROOT/x"},
    ),
    "relative XDG_CONFIG_DIRS": (COMPILE, {"work/x/uv/uv.toml": CORP}, {"XDG_CONFIG_DIRS": "x"}),
    "an empty part of XDG_CONFIG_DIRS": (
        COMPILE,
        {"x/uv/uv.toml": CORP},
        {"XDG_CONFIG_DIRS": ":ROOT/x"},
    ),
    "the second of XDG_CONFIG_DIRS": (
        COMPILE,
        {"x/uv/uv.toml": CORP},
        {"XDG_CONFIG_DIRS": "ROOT/y:ROOT/x"},
    ),
    "a relative HOME": (COMPILE, {"work/h/.config/uv/uv.toml": CORP}, {"HOME": "h"}),
    "a tilde in UV_CONFIG_FILE": (COMPILE, {"home/o.toml": CORP}, {"UV_CONFIG_FILE": "~/o.toml"}),
    "an empty UV_CONFIG_FILE": (COMPILE, {LOCAL: CORP}, {"UV_CONFIG_FILE": ""}),
    "a missing UV_CONFIG_FILE": (COMPILE, {}, {"UV_CONFIG_FILE": "nowhere.toml"}),
    "UV_CONFIG_FILE and UV_NO_CONFIG": (
        COMPILE,
        {"work/o.toml": CORP},
        {"UV_CONFIG_FILE": "o.toml", "UV_NO_CONFIG": "1"},
    ),
    "config-file beside no-config": (
        f"{COMPILE} --no-config --config-file o.toml",
        {"work/o.toml": CORP},
        {},
    ),
    "a pyproject.toml as config-file": (
        f"{COMPILE} --config-file pyproject.toml",
        {PYPROJECT: _tool(CORP)},
        {},
    ),
    "a project's field in a config-file": (
        f"{COMPILE} --config-file o.toml",
        {"work/o.toml": "managed = true\n"},
        {},
    ),
    "a project's field in a uv.toml": (COMPILE, {LOCAL: "managed = true\n"}, {}),
    "a project's field in the user's file": (COMPILE, {USER: "package = true\n"}, {}),
    "a project's field in the system's file": (COMPILE, {SYSTEM: "package = true\n"}, {}),
    "environments in a uv.toml": (COMPILE, {LOCAL: "environments = []\n"}, {}),
    "an unknown field of the pip table": (COMPILE, {LOCAL: "[pip]\nnonsense = 1\n"}, {}),
    "an unknown field of an index": (
        COMPILE,
        {LOCAL: f'[[index]]\nurl = "{A}"\nnonsense = 1\n'},
        {},
    ),
    "an unknown field of the user's file": (COMPILE, {USER: "nonsense = 1\n"}, {}),
    "an unknown field of the system's file": (COMPILE, {SYSTEM: "nonsense = 1\n"}, {}),
    "an unknown policy": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}"\nauthenticate = "yes"\n'}, {}),
    "an unknown format": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}"\nformat = "legacy"\n'}, {}),
    "codes that are none": (
        COMPILE,
        {LOCAL: f'[[index]]\nurl = "{A}"\nignore-error-codes = [99]\n'},
        {},
    ),
    "codes twice": (
        COMPILE,
        {LOCAL: f'[[index]]\nurl = "{A}"\nignore-error-codes = [403, 401, 403]\n'},
        {},
    ),
    "no codes": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}"\nignore-error-codes = []\n'}, {}),
    "a name with odd letters": (COMPILE, {LOCAL: f'[[index]]\nname = "a/b"\nurl = "{A}"\n'}, {}),
    "an empty name": (COMPILE, {LOCAL: f'[[index]]\nname = ""\nurl = "{A}"\n'}, {}),
    "an index without a url": (COMPILE, {LOCAL: '[[index]]\nname = "a"\n'}, {}),
    "an empty url": (COMPILE, {LOCAL: '[[index]]\nurl = ""\n'}, {}),
    "a url of a file": (COMPILE, {LOCAL: '[[index]]\nurl = "file:///srv/wheels"\n'}, {}),
    "a url without a scheme": (COMPILE, {LOCAL: '[[index]]\nurl = "a.example/simple"\n'}, {}),
    "a url with a query": (COMPILE, {LOCAL: f'[[index]]\nurl = "{A}?x=1#y"\n'}, {}),
    "a url with capitals and dots": (
        COMPILE,
        {LOCAL: '[[index]]\nurl = "HTTP://A.Example:80/x/../simple/"\n'},
        {},
    ),
    "a url with a slash in its password": (
        COMPILE,
        {LOCAL: '[[index]]\nurl = "http://ann:pass/word@a.example/simple"\n'},
        {},
    ),
    "a url with escapes in its user": (
        COMPILE,
        {LOCAL: '[[index]]\nurl = "http://a%40b:p%2Fw@a.example/simple"\n'},
        {},
    ),
    "a url with an empty user": (
        COMPILE,
        {LOCAL: 'index-url = "http://:pw@a.example/simple"\n'},
        {},
    ),
    "one index by url and by name": (
        f"{COMPILE} --index a={A} --index {A}",
        {LOCAL: f'[[index]]\nname = "b"\nurl = "{A}/"\n'},
        {},
    ),
    "a typed index of a configured name": (f"{COMPILE} --index corp={A}", {LOCAL: CORP}, {}),
    "a typed index with blanks": (f"{COMPILE} --index={A}", {}, {"UV_INDEX": B}),
    "a typed default of a configured name": (
        f"{COMPILE} --default-index corp={A}",
        {LOCAL: CORP},
        {},
    ),
    "a name alone as index": (f"{COMPILE} --index corp", {LOCAL: CORP}, {}),
    "a name alone as default": (f"{COMPILE} --default-index corp", {LOCAL: CORP}, {}),
    "a name alone by variable": (COMPILE, {USER: CORP}, {"UV_INDEX": f"corp {B}"}),
    "a name alone that is a path too": (
        f"{COMPILE} --index corp",
        {LOCAL: CORP, "work/corp/empty": ""},
        {},
    ),
    "a name before a path": (
        f"{COMPILE} --index corp --preview-features index-by-name",
        {LOCAL: CORP, "work/corp/empty": ""},
        {},
    ),
    "a name in other letters": (f"{COMPILE} --index Corp", {LOCAL: CORP}, {}),
    "a name alone for lock": ("lock --index corp", {PYPROJECT: _tool(CORP)}, {}),
    "default-index beside index-url": (f"{COMPILE} --default-index {A} --index-url {B}", {}, {}),
    "default-index beside UV_INDEX_URL": (
        f"{COMPILE} --default-index {A}",
        {},
        {"UV_INDEX_URL": B},
    ),
    "UV_DEFAULT_INDEX beside UV_INDEX_URL": (
        COMPILE,
        {},
        {"UV_DEFAULT_INDEX": A, "UV_INDEX_URL": B},
    ),
    "index-url twice": (f"{COMPILE} --index-url {A} --index-url {B}", {}, {}),
    "no-index beside UV_INDEX_URL": (f"{COMPILE} --no-index", {}, {"UV_INDEX_URL": A}),
    "no-index of the pip table": (
        COMPILE,
        {LOCAL: f'index-url = "{A}"\n[pip]\nno-index = true\n'},
        {},
    ),
    "the pip table of a project": (
        COMPILE,
        {PYPROJECT: _tool(f'index-url = "{A}"\n[pip]\nextra-index-url = ["{B}"]\n')},
        {},
    ),
    "the pip table's strategy": (
        COMPILE,
        {LOCAL: 'index-strategy = "first-index"\n[pip]\nindex-strategy = "unsafe-best-match"\n'},
        {},
    ),
    "the pip table's find-links": (
        COMPILE,
        {LOCAL: f'find-links = ["{A}"]\n[pip]\nfind-links = ["./w"]\n'},
        {},
    ),
    "pip install": ("pip install x", {LOCAL: CORP}, {"UV_INDEX": A}),
    "pip sync": ("pip sync r.in", {LOCAL: f"{CORP}[pip]\nno-index = true\n"}, {}),
    "sync": ("sync", {PYPROJECT: _tool(CORP)}, {"UV_DEFAULT_INDEX": A}),
    "add": (f"add x --index corp={A}", {PYPROJECT: _tool(CORP)}, {}),
    "run": ("run", {PYPROJECT: _tool(CORP)}, {"UV_KEYRING_PROVIDER": "subprocess"}),
    "tree": ("tree --frozen", {PYPROJECT: _tool(CORP)}, {"UV_INDEX_STRATEGY": "unsafe-best-match"}),
    "export": (f"export --find-links {A}", {PYPROJECT: _tool(CORP)}, {}),
    "a member in a folder": (
        "lock",
        {
            "pyproject.toml": _tool(f'index-url = "{A}"\nworkspace = {{ members = ["work"] }}\n'),
            PYPROJECT: PROJECT.replace('"p"', '"m"'),
            LOCAL: f'index-url = "{B}"\n',
        },
        {},
    ),
    "no member of the workspace above": (
        "lock",
        {
            "pyproject.toml": _tool(f'index-url = "{A}"\nworkspace = {{ members = ["other"] }}\n'),
            PYPROJECT: PROJECT.replace('"p"', '"m"'),
        },
        {},
    ),
    "a project that is not managed": (
        COMPILE,
        {"pyproject.toml": _tool(f'managed = false\nindex-url = "{A}"\n'), PYPROJECT: PROJECT},
        {},
    ),
    "a byte order mark": (COMPILE, {LOCAL: f'\ufeffindex-url = "{A}"\n'}, {}),
    "line ends of Windows": (COMPILE, {LOCAL: f'index-url = "{A}"\r\n{CORP}'}, {}),
    "no TOML": (COMPILE, {LOCAL: "index-url = \n"}, {}),
    "no TOML in a pyproject": (COMPILE, {PYPROJECT: "project = \n", "uv.toml": CORP}, {}),
    "TOML 1.1": (COMPILE, {LOCAL: f'index = [{{ url = "{A}",\n}}]\n'}, {}),
    "a table where a list belongs": (COMPILE, {LOCAL: f'[index]\nurl = "{A}"\n'}, {}),
    "keyring by the user": (
        COMPILE,
        {USER: 'keyring-provider = "subprocess"\n', LOCAL: f'index-url = "{A}"\n'},
        {},
    ),
    "an unknown keyring": (COMPILE, {LOCAL: 'keyring-provider = "native"\n'}, {}),
    "an unknown keyring by variable": (COMPILE, {}, {"UV_KEYRING_PROVIDER": "native"}),
    "a star as insecure host": (COMPILE, {LOCAL: 'allow-insecure-host = ["*"]\n'}, {}),
    "an insecure host that is none": (COMPILE, {LOCAL: 'allow-insecure-host = ["a:b:c"]\n'}, {}),
    "offline by the system": (COMPILE, {SYSTEM: "offline = true\n"}, {}),
    "offline by variable": (COMPILE, {}, {"UV_OFFLINE": "1"}),
    "offline by a bad variable": (COMPILE, {}, {"UV_OFFLINE": "maybe"}),
    "no-offline": (f"{COMPILE} --no-offline", {LOCAL: "offline = true\n"}, {"UV_OFFLINE": "1"}),
    "UV_WORKING_DIR": (
        COMPILE,
        {"work/sub/uv.toml": CORP, "work/sub/r.in": ""},
        {"UV_WORKING_DIR": "sub"},
    ),
    "UV_PROJECT": (
        "lock",
        {"work/sub/pyproject.toml": _tool(CORP), PYPROJECT: PROJECT},
        {"UV_PROJECT": "sub"},
    ),
    "project that is not there": ("lock --project nowhere", {PYPROJECT: _tool(CORP)}, {}),
    "directory that is not there": (f"{COMPILE} --directory nowhere", {LOCAL: CORP}, {}),
    "a publish URL that is none": (COMPILE, {LOCAL: 'publish-url = "up"\n'}, {}),
    "a publish URL of an index that is none": (
        COMPILE,
        {LOCAL: f'[[index]]\nurl = "{A}"\npublish-url = "up"\n'},
        {},
    ),
    "trusted publishing of a file against an option": (
        f"publish --publish-url {A} --trusted-publishing never",
        {LOCAL: 'trusted-publishing = "always"\n'},
        {},
    ),
    "trusted publishing of a file beside a user": (
        f"publish --publish-url {A} -u ann -p x",
        {LOCAL: 'trusted-publishing = "always"\n'},
        {},
    ),
    "a bad trusted publishing": (COMPILE, {LOCAL: 'trusted-publishing = "maybe"\n'}, {}),
}
