"""What is drawn: texts made of the pieces that each kind of file has, and noise between them."""

from __future__ import annotations

from hypothesis import strategies as st
from tests.hostile.text import ESCAPES

FOREIGN = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(ESCAPES), min_size=1, max_size=4).map("".join),
    st.sampled_from(
        ("", " ", "|", "`", "a" * 3000, "\x85", "::", "<!--", "[x](y)", "%", "\\", '"')
    ),
)


def made_of(*pieces: str) -> st.SearchStrategy[bytes]:
    """Bytes of these pieces, cut anywhere, with noise among them."""
    parts = st.one_of(
        st.sampled_from(pieces).map(str.encode),
        st.sampled_from(pieces).map(str.encode),
        FOREIGN.map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.binary(max_size=8),
    )
    whole = st.lists(parts, max_size=24).map(b"".join)
    return st.one_of(
        whole, st.tuples(whole, st.integers(0, 200)).map(lambda pair: pair[0][: pair[1]])
    )


TOML = made_of(
    *(
        "[tool.uv]\n",
        "[[tool.uv.index]]\n",
        "[[index]]\n",
        "[pip]\n",
        "[project]\n",
        "[[credential]]\n",
    ),
    *(
        "index-url = ",
        "url = ",
        "name = ",
        '"corp"\n',
        '"https://u:p@h/"\n',
        "1\n",
        "[",
        "]",
        "{",
        "}",
    ),
    *(
        "default = true\n",
        "explicit = true\n",
        'authenticate = "always"\n',
        "ignore-error-codes = [403]\n",
    ),
    *(
        "dependencies = [",
        '"foo>=1"',
        ", ",
        "\n",
        "\r\n",
        "'",
        '"""',
        "= ",
        ".",
        "#",
        "[tool.indexdoctor]\n",
    ),
    *(
        'ignore = ["CFG101"]\n',
        "[tool.uv.sources]\n",
        'foo = { index = "corp" }\n',
        "service = ",
        "scheme = ",
    ),
    *("[tool.uv.workspace]\n", "members = ['*']\n", "1979-05-27T07:32:00Z\n", "inf\n", "0x_1\n"),
)
LOCK = made_of(
    *(
        "version = 1\n",
        'lock-version = "1.0"\n',
        "[[package]]\n",
        "[[packages]]\n",
        'name = "foo"\n',
    ),
    *(
        'version = "1"\n',
        'source = { registry = "https://h/simple" }\n',
        "wheels = [",
        "]\n",
        "sdist = ",
    ),
    *(
        '{ url = "https://u:p@h/foo-1-py3-none-any.whl", hash = "sha256:00" }',
        ", ",
        "[package.metadata]\n",
    ),
    *(
        "resolution-markers = [",
        "'python_version < \"3\"'",
        "\n",
        "[[index]]\n",
        "url = ",
        'index = "https://h"\n',
    ),
)
REQUIREMENTS = made_of(
    *(
        "-r r.in\n",
        "-c r.in\n",
        "-i ",
        "--index-url=",
        "--extra-index-url ",
        "--find-links ",
        "-e .\n",
    ),
    *(
        "foo==1 ",
        "bar[a,b]>=2 ",
        "\\\n",
        "${X}",
        "; python_version < '3'",
        "@ https://u:p@h/x.whl",
        "\n",
    ),
    *(
        "--hash=sha256:00 ",
        "https://u:p@h/simple\n",
        "# ",
        "--no-index\n",
        "--trusted-host h\n",
        "((",
        "'",
    ),
)
NETRC = made_of(
    *(
        "machine ",
        "default ",
        "login ",
        "password ",
        "account ",
        "macdef ",
        "h.example ",
        "u ",
        "p ",
    ),
    *("\n", "\n\n", "#", '"', "'", "\\", "\t", "127.0.0.1 ", "[::1] "),
)
INI = made_of(
    *(
        "[global]\n",
        "[install]\n",
        "[distutils]\n",
        "index-servers =\n",
        "  corp\n",
        "[corp]\n",
        "index-url = ",
    ),
    *(
        "repository: ",
        "username = ",
        "password = ",
        "https://u:p@h/simple\n",
        "%(x)s",
        "%",
        "\n",
        ";",
        "#",
        "=",
    ),
)
ENVIRONMENT = made_of(
    *(
        "export ",
        "UV_INDEX=",
        "UV_INDEX_CORP_PASSWORD=",
        "'",
        '"',
        "${X}",
        "$(",
        "\\",
        "\n",
        "https://u:p@h/",
    )
)
WORKFLOW = made_of(
    *(
        "on: push\n",
        "jobs:\n",
        "  a:\n",
        "    steps:\n",
        "      - run: |\n",
        "        uv publish\n",
        "- ",
        ": ",
    ),
    *(
        "permissions: ",
        "id-token: write\n",
        "environment: pypi\n",
        "'",
        '"',
        "#",
        "{",
        "[",
        "&a ",
        "*a\n",
    ),
    *("FROM x\n", "RUN --mount=type=secret,id=x ", "uv sync\n", "\\\n", "ARG UV_INDEX\n"),
)
HTML = made_of(
    *(
        "<a href='",
        "foo-1-py3-none-any.whl",
        "#sha256=",
        "00" * 32,
        "'>",
        "</a>",
        "<base href='",
        "<!--",
        "-->",
    ),
    *(
        "<!DOCTYPE html>",
        "<script>",
        "</script>",
        "data-yanked",
        " data-core-metadata='true'",
        "&lt;",
        "&#x0;",
    ),
    *(
        "https://u:p@h/",
        "//",
        "<![CDATA[",
        "<a ",
        "<",
        ">",
        "../" * 50,
        "data-requires-python='>=3'",
    ),
)
JSON = made_of(
    *(
        '{"files": [',
        '{"filename": "foo-1.tar.gz", "url": "',
        '", "hashes": {',
        '"sha256": "00"}',
        "}",
        "]",
    ),
    *(
        '"core-metadata": true',
        '"yanked": "why"',
        ", ",
        "null",
        "1e999",
        "9" * 5000,
        "[" * 2000,
        '"\\ud800"',
    ),
    *('"meta": {"api-version": "1.0"}', "NaN", "\\u0000", '{"name": "foo"'),
)
METADATA = made_of(
    *(
        "Metadata-Version: 2.2\n",
        "Name: foo\n",
        "Version: 1\n",
        "Requires-Dist: bar; extra == 'x'\n",
        "\n",
        " ",
    ),
    *("Dynamic: Version\n", "Requires-Python: >=3\n", "Provides-Extra: x\n", ":", "\r"),
)
