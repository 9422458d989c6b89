"""Secrets nobody configured are masked; what only looks random is shown.

The samples have the shapes of real ones and are drawn, so that no scanner takes them for real.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable
from typing import Any

import pytest
from tests.cases.tokens import encoded

from indexdoctor.model.credential import Credential, KeyringAnswer, KeyringQuestion, Source
from indexdoctor.model.exchange import Exchange, KeyringExchange, Request, Response, Role
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.recognisers.registry import RECOGNISERS
from indexdoctor.render.redact import masked, masked_lines, patterns

_LETTERS = string.ascii_letters + string.digits
_SMALL = string.ascii_lowercase + string.digits
_DRAWS = 40
Draw = Callable[[random.Random], str]


def _of(alphabet: str, length: int) -> Draw:
    return lambda r: "".join(r.choices(alphabet, k=length))


def _token(prefix: str, length: int, alphabet: str = _LETTERS) -> Draw:
    draw = _of(alphabet, length)
    return lambda r: prefix + draw(r)


def _jwt(parts: int) -> Draw:
    rest = _of(_LETTERS + "-_", 43)

    def draw(r: random.Random) -> str:
        head = encoded({"ver": 1, "isu": r.randrange(10**9), "alg": "RS256"})
        body = encoded({"iss": "jfrt@01", "sub": "users/ci", "exp": r.randrange(10**9)})
        return ".".join([head, body, *(rest(r) for _ in range(parts - 2))])

    return draw


# Found anywhere in a text, by their own shape.
ANYWHERE: dict[str, Draw] = {
    "PyPI": _token("pypi-AgEIcHlwaS5vcmcC", 140, _LETTERS + "-_"),
    "TestPyPI": _token("pypi-AgENdGVzdC5weXBpLm9yZw", 120, _LETTERS + "-_"),
    "GitHub, classic": _token("ghp_", 36),
    "GitHub, OAuth": _token("gho_", 36),
    "GitHub, Actions": _token("ghs_", 36),
    "GitHub, fine-grained": _token("github_pat_", 82),
    "GitLab, personal": _token("glpat-", 20, _LETTERS + "-_"),
    "GitLab, routable": lambda r: f"{_token('glpat-', 27)(r)}.01.{_of(_SMALL, 9)(r)}",
    "GitLab, job": _token("glcbt-64_", 20),
    "GitLab, deploy": _token("gldt-", 20),
    "AWS, key id": _token("AKIA", 16, string.ascii_uppercase + "234567"),
    "AWS, session key id": _token("ASIA", 16, string.ascii_uppercase + "234567"),
    "Google, access": _token("ya29.a0", 120, _LETTERS + "-_"),
    "Google, API key": _token("AIzaSy", 33, _LETTERS + "-_"),
    "Artifactory, API key": _token("AKCp8", 68),
    "Artifactory, reference": lambda r: base64.b64encode(
        f"reftkn:01:{r.randrange(10**9):010}:{_of(_LETTERS, 28)(r)}".encode()
    ).decode(),
    "JSON Web Token": _jwt(3),
    "CodeArtifact": _jwt(5),
    "Azure DevOps": lambda r: f"{_of(_LETTERS, 76)(r)}AZDO{_of(_LETTERS, 4)(r)}",
    "Azure DevOps, old": lambda r: f"a2{_of(string.ascii_lowercase + '234567', 50)(r)}",
    "sk-": _token("sk-", 48),
    "sk-proj-": _token("sk-proj-", 64),
    "npm": _token("npm_", 36),
    "Slack": _token("xoxb-123456789012-", 24),
    "Hugging Face": _token("hf_a1", 32),
    "Docker": _token("dckr_pat_", 27, _LETTERS + "-_"),
    "Bitbucket": _token("ATBB", 32),
    "Vault": _token("hvs.", 90),
}
PLAIN = _of(_LETTERS, 24)

# Found by where they stand: the text, with {} for the secret.
PLACES: dict[str, tuple[str, Draw]] = {
    "Gemfury, path": ("https://pypi.fury.io/{}/acme/", _of(_LETTERS, 20)),
    "Cloudsmith, path": (
        "GET https://dl.cloudsmith.io/{}/acme/libs/python/simple/six/",
        _of(_LETTERS, 16),
    ),
    "Cloudsmith, own domain": (
        "https://pypi.acme.example/{}/acme/libs/python/simple/",
        _of(_LETTERS, 16),
    ),
    "packagecloud, path": (
        "https://packagecloud.io/priv/{}/acme/libs/pypi/simple",
        _of("0123456789abcdef", 48),
    ),
    "Anaconda, path": ("https://pypi.anaconda.org/t/{}/acme/simple", _token("ac-", 36, _SMALL)),
    "path without a host": ("GET /t/{}/acme/simple/six/ HTTP/1.1", _token("ac-", 36, _SMALL)),
    "any path": ("https://pypi.example/feeds/{}/simple/six/", _of(_LETTERS, 32)),
    "token as user": ("https://{}@pypi.example/acme/", _of(_LETTERS, 20)),
    "token as user, no password": ("https://{}:@packagecloud.io/a/b", _of("0123456789abcdef", 48)),
    "GitLab, query": ("https://gitlab.example/api/v4/x?private_token={}", PLAIN),
    "GitLab, job query": ("https://gitlab.example/x?job_token={}&name=six", PLAIN),
    "S3": (
        "https://b.s3.amazonaws.com/six-1.0.whl?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Date=20260101T000000Z&X-Amz-Expires=300&X-Amz-Signature={}",
        _of("0123456789abcdef", 64),
    ),
    "S3, session": (
        "https://b.s3.amazonaws.com/six-1.0.whl?X-Amz-Security-Token={}&X-Amz-Expires=300",
        _of(_LETTERS + "%", 200),
    ),
    "Azure, signature": (
        "https://acme.blob.core.windows.net/c/six.whl?sv=2024-08-04&se=2026-01-01&sp=r&sig={}",
        lambda r: f"{_of(_LETTERS, 40)(r)}%2B%3D",
    ),
    "Google storage": (
        "https://storage.googleapis.com/b/six.whl?X-Goog-Credential=a%40b&X-Goog-Signature={}",
        _of("0123456789abcdef", 512),
    ),
    "CloudFront": (
        "https://d1.cloudfront.net/six.whl?Expires=1767225600&Signature={}&Key-Pair-Id=K2JCJ",
        _of(_LETTERS + "~-_", 344),
    ),
    "sign-on": ("https://login.example/cb#id_token={}&state=x", _of(_LETTERS, 60)),
    "session in the path": (
        "https://pypi.example/simple;jsessionid={}",
        _of("0123456789ABCDEF", 32),
    ),
    "Basic": ("Authorization: Basic {}", lambda r: base64.b64encode(PLAIN(r).encode()).decode()),
    "proxy": ("Proxy-Authorization: Basic {}", _of(_LETTERS, 28)),
    "curl": ("curl -H 'authorization: Bearer {}' https://pypi.example", _of(_LETTERS, 40)),
    "digest": ('Authorization: Digest username="ci", response="{}"', _of("0123456789abcdef", 32)),
    "Artifactory, header": ("X-JFrog-Art-Api: {}", PLAIN),
    "GitLab, header": ("PRIVATE-TOKEN: {}", PLAIN),
    "GitLab, job header": ('{{"JOB-TOKEN": "{}"}}', PLAIN),
    "cookie": ("Cookie: theme=dark; SESSION={}", PLAIN),
    "Set-Cookie": ("Set-Cookie: sid={}; Path=/; HttpOnly", PLAIN),
    "JSON body": ('{{"user": "ci", "access_token": "{}", "expires_in": 3600}}', PLAIN),
    "form body": ("grant_type=password&client_secret={}", PLAIN),
    "environment": ("UV_INDEX_ACME_PASSWORD={}", PLAIN),
    "option": ("uv publish --token {} dist/*", PLAIN),
    "netrc": ("machine pypi.example login ci password {}", PLAIN),
    "key": (
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
        _of(_LETTERS, 64),
    ),
    "key cut off": ("x\n-----BEGIN OPENSSH PRIVATE KEY-----\n{}", _of(_LETTERS, 64)),
}


@pytest.mark.parametrize("name", ANYWHERE)
def test_a_token_is_masked_wherever_it_stands(name: str) -> None:
    for seed in range(_DRAWS):
        secret = ANYWHERE[name](random.Random(seed))
        for text in (
            secret,
            f"invalid token {secret}.",
            f'{{"error": "no such token: {secret}"}}',
            f"<p>{secret}</p>",
            f"https://pypi.example/simple/{secret}/six/",
            f"https://{secret}@pypi.example/simple/",
            f"https://pypi.example/simple/?a={secret}",
        ):
            shown = patterns(text)
            assert secret not in shown and "****" in shown, (seed, text)


@pytest.mark.parametrize("name", PLACES)
def test_a_secret_is_masked_where_secrets_stand(name: str) -> None:
    text, draw = PLACES[name]
    for seed in range(_DRAWS):
        secret = draw(random.Random(seed))
        shown = patterns(text.format(secret))
        assert secret not in shown and "****" in shown, (seed, shown)
        assert patterns(shown) == shown  # looking twice changes nothing more


SHOWN = (
    "https://files.example/packages/f1/7b/2b2f8b2d5c1f7d1f0a9c8e7d6b5a43f2e1d0c9b8a7f6e5d4c3b2a1908f7e/"
    "six-1.17.0-py2.py3-none-any.whl#sha256=4721f391ed90541fddacab5a83947aa0d3dc7d27b2e1242eda2aef8714a15274",
    "https://pypi.example/six.whl?sha256=4721f391ed90541fddacab5a83947aa0d3dc7d27b2e1242eda2aef8714a15274",
    "https://pkgs.dev.azure.com/o/_apis/packaging/feeds/0f8fad5b-d9cb-469f-a165-70867728950e/pypi/x/",
    "https://pkgs.dev.azure.com/acme/_packaging/Platform-Team-Feed2024/pypi/simple/",
    "https://acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/libs/simple/",
    "https://europe-west1-python.pkg.dev/acme-production-123456/python-packages/simple/",
    "https://gitlab.example/api/v4/projects/12345678/packages/pypi/files/"
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/six-1.0.tar.gz",
    "https://acme.jfrog.io/artifactory/api/pypi/pypi-production-local/simple/six/",
    "https://acme.jfrog.io/artifactory/api/pypi/pypi-remote-cache-2024/packages/packages/b7/ce/",
    "https://devpi.example/root/pypi/+f/b79/d3b5b6f2a1c4d/six-1.0-py3-none-any.whl",
    "https://download.pytorch.org/whl/nightly/cu128/torch-2.9.0.dev20250901%2Bcu128-cp312-cp312-"
    "manylinux_2_28_x86_64.whl.metadata",
    "https://files.example/MarkupSafe-3.0.2-cp313-cp313t-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
    "git+https://github.com/acme/repo@0f3c1d2e4b5a69788796a5b4c3d2e1f00f1e2d3c#egg=repo&subdirectory=py",
    "https://dl.cloudsmith.io/public/acme/libs/python/simple/",
    "https://dl.cloudsmith.io/basic/acme/libs/python/simple/",
    "https://pypi.fury.io/acme-engineering/data-platform-clients/",
    "https://alice@pypi.example/simple/",
    "https://gitlab+deploy-token-1234567@gitlab.example/simple/",
    "https://oauth2accesstoken@europe-west1-python.pkg.dev/p/r/simple/",
    "https://VssSessionToken@pkgs.dev.azure.com/o/_packaging/f/pypi/simple/",
    "https://_json_key_base64@europe-west1-python.pkg.dev/p/r/simple/",
    "https://0f8fad5b-d9cb-469f-a165-70867728950e@pypi.example/simple/",
    "https://__token__@upload.example/legacy/",
    "https://conda.example/t/templates/python/",
    "the commit 0f3c1d2e4b5a69788796a5b4c3d2e1f00f1e2d3c is not there",
    "sha256:4721f391ed90541fddacab5a83947aa0d3dc7d27b2e1242eda2aef8714a15274",
    "uv 0.9.7 sends no password: the token is missing or wrong",
    'WWW-Authenticate: Basic realm="Artifactory Realm"',
    "Bearer authorization_uri=<url>, Basic realm",
    "the Authorization header is not sent",
    "export UV_INDEX_ACME_PASSWORD=<the same password>",
    "export UV_PUBLISH_TOKEN=$(cat token.txt)",
    "uv publish --token <token> dist/*",
    "machine pypi.example login alice password <the password>",
    'token = "secret #1", password: netrc ~/.netrc:3',
    "scikit-learn-contrib sk-learn-contrib-templates-for-everyone pypi-attestations-models",
    "hf_transfer npm_config_registry github_pat_ ghp_ glpat- AKIA akita-1.0",
    "keyring get https://pypi.example/simple/ oauth2accesstoken",
    "X-Request-Id: 0f8fad5b-d9cb-469f-a165-70867728950e",
    "-----BEGIN CERTIFICATE-----",
    "~/.cache/uv/archive-v0/Xk29fJa82LqP0sTzWe4Ru",
)


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert patterns(text) == text


def test_the_sign_of_each_recogniser_is_in_all_it_masks() -> None:
    texts = [place.format(draw(random.Random(1))) for place, draw in PLACES.values()]
    texts += [draw(random.Random(1)) for draw in ANYWHERE.values()]
    for recogniser in RECOGNISERS:
        for text in texts:
            if recogniser.mask(text) != text:
                assert any(sign in text.lower() for sign in recogniser.signs), recogniser.name


def test_every_recogniser_has_a_sample() -> None:
    texts = [place.format(draw(random.Random(1))) for place, draw in PLACES.values()]
    texts += [draw(random.Random(1)) for draw in ANYWHERE.values()]
    texts.append("https://a:b@pypi.example/ glsa_" + "a1B2" * 8 + " sk_live_" + "a1B2" * 5)
    idle = [r.name for r in RECOGNISERS if all(r.mask(text) == text for text in texts)]
    assert idle == []


def _exchange(**answer: Any) -> Exchange:
    url = parse_address("https://pypi.example/simple/six/").url
    return Exchange(1, Request("GET", url, Role.PAGE), Response(403, url, **answer))


def test_headers_are_masked_by_their_names() -> None:
    secret = PLAIN(random.Random(1))
    names = ("set-cookie", "x-auth-token", "x-jfrog-art-api", "x-session-id", "proxy-authorization")
    shown = masked(_exchange(headers=dict.fromkeys((*names, "server"), secret)), Gate(set()))
    assert dict(shown.response.headers) == {**dict.fromkeys(names, "****"), "server": secret}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_bodies_are_masked(encoding: str) -> None:
    secret = ANYWHERE["GitLab, personal"](random.Random(3))
    exchange = _exchange(body=f"the token {secret} was revoked".encode(encoding))
    shown = masked(exchange, Gate(set())).response.body
    assert shown == b"the token **** was revoked"
    kept = _exchange(body=b"\xff\x00\xfe plain")
    assert masked(kept, Gate(set())) == kept


def test_the_parts_of_a_url_are_masked_as_the_whole_is() -> None:
    secret = _of(_LETTERS, 32)(random.Random(2))
    url = parse_address(f"https://pypi.example/x/{secret}/six.whl?name=six&sig=abc#sha256=00").url
    shown = masked(url, Gate(set()))
    assert str(shown) == "https://pypi.example/x/****/six.whl?name=****&sig=****#sha256=00"


def test_what_is_recognised_once_is_masked_everywhere_and_known_to_the_gate() -> None:
    secret = PLAIN(random.Random(5))
    gate = Gate(set())
    shown = masked((f"PRIVATE-TOKEN: {secret}", f"no user {secret}", f"{secret}!"), gate)
    assert shown == ("PRIVATE-TOKEN: ****", "no user ****", "****!")
    with pytest.raises(LeakError):
        gate.check(base64.b64encode(secret.encode()).decode())


def test_a_token_used_as_user_name_is_masked_wherever_the_name_stands() -> None:
    secret = _of(_LETTERS, 20)(random.Random(6))
    credential = Credential(Source.NETRC, Origin.file("~/.netrc", 3), secret)
    asked = KeyringExchange(KeyringQuestion("pypi.example", secret), KeyringAnswer(secret))
    shown = masked((credential, asked, f"found for {secret}"), Gate(set()))
    assert shown[0].username == shown[1].question.username == "****"
    assert shown[2] == "found for ****"


@pytest.mark.parametrize("end", ["", "...", "…", '..."', " …)"])
def test_a_secret_that_was_cut_off_is_masked(end: str) -> None:
    secret = "Wint3r-canary/99-and-more"
    gate = Gate({Secret(secret)})
    assert masked(f"your token {secret[:15]}{end}", gate) == f"your token ****{end}"
    assert masked(f"your token {secret[:5]}{end}", gate) == f"your token {secret[:5]}{end}"


def test_a_password_with_a_port_in_front_hides_the_rest_of_its_url() -> None:
    """`https://alice:1234/x@myco.example/` is a URL of the host alice, as uv reads it."""
    url = parse_address("https://alice:1234/x@myco.example/simple/").url
    shown = masked(url, Gate({Secret("1234/x")}))
    assert str(shown) == "https://alice/****"


def test_a_private_key_over_several_lines_of_a_log_is_masked() -> None:
    key = [PLAIN(random.Random(seed)) for seed in range(3)]
    log = ["DEBUG a", "-----BEGIN PRIVATE KEY-----", *key, "-----END PRIVATE KEY-----", "DEBUG b"]
    shown = masked_lines(log, Gate(set()))
    assert (shown[0], shown[-1]) == ("DEBUG a", "DEBUG b")
    assert not any(line in text for line in key for text in shown)
    assert masked_lines((), Gate(set())) == ()
