"""The characters of a URL: what is percent-encoded where, and paths without dots."""

from __future__ import annotations

PATH_UNSAFE = set(' "#<>?`{}^')  # the WHATWG path percent-encode set, ASCII part
QUERY_UNSAFE = set(" \"#<>'")
FRAGMENT_UNSAFE = set(' "<>`')
USERINFO_UNSAFE = PATH_UNSAFE | set("/:;=@[\\]|")


def encode(text: str, unsafe: set[str]) -> str:
    """`text` with the characters of `unsafe` percent-encoded, and all beyond printable ASCII."""
    out: list[str] = []
    for character in text:
        if character in unsafe or not " " <= character <= "~":
            out.extend(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
        else:
            out.append(character)
    return "".join(out)


def normalise_path(path: str) -> str:
    """The path as the WHATWG standard keeps it: absolute, dots resolved, encoded."""
    parts = path.replace("\\", "/").split("/")
    out: list[str] = []
    if parts and parts[0] == "":
        parts = parts[1:]
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        lowered = part.lower().replace("%2e", ".")
        if lowered == "..":
            if out:
                out.pop()
            if last:
                out.append("")
        elif lowered == ".":
            if last:
                out.append("")
        else:
            out.append(encode(part, PATH_UNSAFE))
    return "/" + "/".join(out)
