"""URLs as uv reads them: WHATWG parsing, without user information."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from indexdoctor.model.secret import Secret
from indexdoctor.model.url_encoding import (
    FRAGMENT_UNSAFE,
    PATH_UNSAFE,
    QUERY_UNSAFE,
    USERINFO_UNSAFE,
    encode,
    normalise_path,
)
from indexdoctor.records import record

DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
_UNRESERVED = re.compile(r"%(2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_FORBIDDEN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")


class UrlError(ValueError):
    """The text is not a URL uv would accept; the message never holds the text."""


@record
class Userinfo:
    """The user information of a URL, as written (percent-encoded).

    `username` and `password` are None when absent or empty in the URL, as in uv.
    """

    username_encoded: str
    password_encoded: Secret | None

    @property
    def username(self) -> str | None:
        """The percent-decoded user name; None when empty. Raises UnicodeDecodeError."""
        text = unquote_to_bytes(self.username_encoded).decode("utf-8")
        return text or None

    @property
    def password(self) -> Secret | None:
        """The percent-decoded password; None when absent or empty. Raises UnicodeDecodeError."""
        if self.password_encoded is None or self.password_encoded.is_empty():
            return None
        return Secret(unquote_to_bytes(self.password_encoded.reveal()).decode("utf-8"))

    @property
    def is_oddly_encoded(self) -> bool:
        """Whether a character is encoded that never needs it (RFC 3986, unreserved).

        Then the percent sign may well belong to the name or password itself.
        """
        password = "" if self.password_encoded is None else self.password_encoded.reveal()
        return any(map(_UNRESERVED.search, (self.username_encoded, password)))


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """An absolute URL without user information.

    `port` is None when it is the scheme's default. `path` starts with `/` and is percent-encoded,
    dot segments removed. `query` and `fragment` are None when absent.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = "/"
    query: str | None = None
    fragment: str | None = None

    def __str__(self) -> str:
        text = f"{self.realm}{self.path}"
        if self.query is not None:
            text += f"?{self.query}"
        if self.fragment is not None:
            text += f"#{self.fragment}"
        return text

    @property
    def realm(self) -> str:
        """Scheme, host and port: what uv calls the realm and browsers the origin."""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def netloc(self) -> str:
        """The host, with the port unless it is the default one."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def effective_port(self) -> int | None:
        return self.port if self.port is not None else DEFAULT_PORTS.get(self.scheme)

    @property
    def is_local(self) -> bool:
        """Whether the URL names a file or directory of this machine."""
        return self.scheme == "file"

    @property
    def segments(self) -> tuple[str, ...]:
        """The non-empty path segments."""
        return tuple(part for part in self.path.split("/") if part)

    def without_fragment(self) -> Url:
        return replace(self, fragment=None)

    def with_path(self, path: str) -> Url:
        return replace(self, path=normalise_path(path))

    def child(self, *names: str) -> Url:
        """This URL, its trailing slash dropped, with `names` and a trailing slash appended."""
        base = self.path[:-1] if self.path.endswith("/") else self.path
        encoded = [encode(name.replace("%", "%25"), PATH_UNSAFE | {"/"}) for name in names]
        return replace(self, path="/".join([base, *encoded, ""]))

    def join(self, reference: str) -> Address:
        """Resolve a reference (a link of a page, a Location header) against this URL.

        Raises UrlError when the result is no URL.
        """
        text = _strip(reference)
        if _SCHEME.match(text):
            return parse_address(text)
        if text.startswith(("//", "\\\\")):
            return parse_address(f"{self.scheme}:{text}")
        body, hash_sign, fragment = text.partition("#")
        path, mark, query = body.partition("?")
        if path.startswith(("/", "\\")):
            merged = path
        elif path:
            merged = self.path.rsplit("/", 1)[0] + "/" + path
        else:
            merged = self.path
            if not mark:
                query = self.query or ""
                mark = "?" if self.query is not None else ""
        return Address(
            replace(
                self,
                path=normalise_path(merged),
                query=encode(query, QUERY_UNSAFE) if mark else None,
                fragment=encode(fragment, FRAGMENT_UNSAFE) if hash_sign else None,
            )
        )


@record
class Address:
    """A URL as someone wrote it: the URL proper, and the user information it carried."""

    url: Url
    userinfo: Userinfo | None = None

    def __str__(self) -> str:
        """The URL with the password masked."""
        if self.userinfo is None:
            return str(self.url)
        secret = "" if self.userinfo.password_encoded is None else ":****"
        realm = self.url.realm
        marked = f"{self.url.scheme}://{self.userinfo.username_encoded}{secret}@{self.url.netloc}"
        return marked + str(self.url)[len(realm) :]


def _strip(text: str) -> str:
    text = text.strip("".join(map(chr, range(0x21))))
    return text.translate({9: None, 10: None, 13: None})


def _parse_host(host: str, scheme: str) -> str:
    if host.startswith("["):
        import ipaddress

        if not host.endswith("]"):
            raise UrlError("invalid IPv6 address")
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            raise UrlError("invalid IPv6 address") from None
    decoded = unquote_to_bytes(host).decode("utf-8", "replace")
    if not decoded.isascii():
        try:
            decoded = decoded.encode("idna").decode("ascii")
        except UnicodeError:
            raise UrlError("invalid international domain name") from None
    decoded = decoded.lower()
    if not decoded:
        raise UrlError("empty host")
    if _FORBIDDEN_HOST.search(decoded):
        raise UrlError("invalid domain character")
    last = decoded.rstrip(".").rsplit(".", 1)[-1]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        return _parse_ipv4(decoded)
    return decoded


def _parse_ipv4(host: str) -> str:
    numbers: list[int] = []
    for part in host.rstrip(".").split("."):
        try:
            if part.startswith("0x"):
                numbers.append(int(part[2:] or "0", 16))
            elif len(part) > 1 and part.startswith("0"):
                numbers.append(int(part, 8))
            else:
                numbers.append(int(part))
        except ValueError:
            raise UrlError("invalid IPv4 address") from None
    if len(numbers) > 4 or any(number > 255 for number in numbers[:-1]):
        raise UrlError("invalid IPv4 address")
    if numbers[-1] >= 256 ** (5 - len(numbers)):
        raise UrlError("invalid IPv4 address")
    value = numbers[-1] + sum(n << (8 * (3 - i)) for i, n in enumerate(numbers[:-1]))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def is_path_prefix(prefix: str, path: str, *, whole_segments: bool = True) -> bool:
    """Whether `path` lies below `prefix`: `/a` and `/a/` cover `/a/b`, not `/ab`.

    A trailing slash counts: `/a/` does not cover `/a`. Without `whole_segments`, `/a` covers `/ab`.
    """
    if not path.startswith(prefix):
        return False
    if not whole_segments or len(prefix) == len(path):
        return True
    return prefix.endswith("/") or path[len(prefix)] == "/"


def reserved_in(text: str) -> str | None:
    """The character that ends the user information of a URL too early: one of `/?#\\`.

    `text` is one that was refused as a URL; a name may stand before it (`name=URL`). None where no
    `@` comes after the first of them, or nothing before it looks like a user name and password.
    """
    _, _, rest = text.partition("://")
    at = next((place for place, character in enumerate(rest) if character in "/?#\\"), None)
    if at is None or "@" not in rest[at:] or ":" not in rest[:at]:
        return None
    return rest[at]


def parse_address(text: str) -> Address:
    """Read an absolute URL as the WHATWG standard has it (uv uses the same rules).

    Raises UrlError; its message is uv's own wording where uv has one ("invalid port number",
    "relative URL without a base", "empty host").
    """
    text = _strip(text)
    match = _SCHEME.match(text)
    if match is None:
        raise UrlError("relative URL without a base")
    scheme, rest = match[1].lower(), match[2]
    body, hash_sign, fragment = rest.partition("#")
    special = scheme in DEFAULT_PORTS
    if special:
        body = (
            body.replace("\\", "/")
            if "?" not in body
            else (body.split("?", 1)[0].replace("\\", "/") + "?" + body.split("?", 1)[1])
        )
        body = "//" + body.lstrip("/")
    if not body.startswith("//"):
        raise UrlError("cannot-be-a-base URL")
    end = min((at for at in (body.find("/", 2), body.find("?", 2)) if at >= 0), default=len(body))
    authority = body[2:end]
    path, mark, query = body[end:].partition("?")
    userinfo: Userinfo | None = None
    if "@" in authority:
        credentials, _, authority = authority.rpartition("@")
        user, colon, password = credentials.partition(":")
        if user or password:
            userinfo = Userinfo(
                encode(user, USERINFO_UNSAFE),
                Secret(encode(password, USERINFO_UNSAFE)) if colon and password else None,
            )
    port: int | None = None
    host_text = authority
    found = re.fullmatch(r"(\[[^\]]*\]|[^:\[]*):(.*)", authority, re.DOTALL)
    if found:
        host_text = found[1]
        if found[2]:
            if not re.fullmatch(r"[0-9]+", found[2]) or int(found[2]) > 65535:
                raise UrlError("invalid port number")
            port = int(found[2])
    if scheme == "file":
        host = "" if host_text in {"", "localhost"} else _parse_host(host_text, scheme)
    else:
        host = _parse_host(host_text, scheme)
    if port == DEFAULT_PORTS.get(scheme):
        port = None
    return Address(
        Url(
            scheme=scheme,
            host=host,
            port=port,
            path=normalise_path(path or "/"),
            query=encode(query, QUERY_UNSAFE) if mark else None,
            fragment=encode(fragment, FRAGMENT_UNSAFE) if hash_sign else None,
        ),
        userinfo,
    )
