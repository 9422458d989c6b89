"""Names with their labels, and texts with labels in place of names."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.render import forms
from indexdoctor.render.anonymise import public
from indexdoctor.render.anonymise.own import is_own
from indexdoctor.render.gate import LeakError

HIDDEN = "(hidden: it held a name)"
_LONG = 6  # characters from which a name is also looked for inside base64
_BEFORE = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
_AFTER = r"(?![A-Za-z0-9])"
_NOTHING = r"(?!)"
# Where a plain word is a name: within a URL, a path, an assignment, or quotes.
_NAMED = r"(?<=[/\\\"'`=@])"
_FILE_END = re.compile(r"\.(?:txt|in|toml|lock|py|cfg|ini|pem|crt|key|json|ya?ml|html?|zip|log)\Z")


class Kind(enum.StrEnum):
    """The kinds of name; the value begins the label."""

    HOST = "host"
    USER = "user"
    INDEX = "index"
    PACKAGE = "package"
    PATH = "path"
    REALM = "realm"


class NameLeftError(LeakError):
    """A text still holds a name. The message does not."""

    def __init__(self) -> None:
        Exception.__init__(self, "the output would hold a name, so nothing was written")


class Names:
    """The names of one report. A name keeps its label, whatever it is found as later."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._labels: dict[str, str] | None = None
        self._all = self._sure = re.compile(_NOTHING)

    def add(self, kind: Kind, name: str) -> None:
        """Take a name in; what has no letter and no digit is none."""
        if kind is Kind.HOST:
            name = name.lower().rstrip(".")
        if re.search(r"[^\W_]", name) and name not in self._kinds:
            self._kinds[name] = kind
            self._labels = None

    def label(self, name: str) -> str:
        """The label of a name, and the name itself where it is public."""
        return self._known().get(name, name)

    def replaced(self, text: str) -> str:
        """`text` with labels for names. A name in a rarer encoding hides the whole text."""
        if not self._known():
            return text
        text = self._all.sub(self._label, text)
        if not self._left(text):
            return text
        return "/hidden" if text.startswith("/") else HIDDEN

    def check(self, text: str) -> None:
        """Raise NameLeftError if a finished document still holds a name.

        Plain words and words that the program itself writes cannot be told from names there.
        """
        names = {name for name in self._known() if not is_own(name)}
        if names & self._left(text):
            raise NameLeftError
        for name in names:
            long = len(name) >= _LONG and not public.is_plain(name)
            if long and any(core in text for core in forms.base64_cores(forms.to_bytes(name))):
                raise NameLeftError

    def check_after(self, first: Callable[[str], None]) -> Callable[[str], None]:
        """`first` and then the check for names."""

        def check(text: str) -> None:
            first(text)
            self.check(text)

        return check

    def _known(self) -> dict[str, str]:
        """Each spelling of each name that is replaced, with its label."""
        if self._labels is None:
            self._labels = self._labelled()
            self._compile(self._labels)
        return self._labels

    def _labelled(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        counts = dict.fromkeys(Kind, 0)
        packages: dict[str, str] = {}
        for name, kind in self._kinds.items():
            label = packages.get(normalise_name(name)) if kind is Kind.PACKAGE else None
            label = label or self._new_label(name, kind, counts)
            if label is None:
                continue
            labels[name] = label
            if kind is Kind.PACKAGE:
                packages[normalise_name(name)] = label
        for name in tuple(labels):
            for spelling in _spellings(name, self._kinds[name]):
                labels.setdefault(spelling, labels[name])
        return labels

    def _new_label(self, name: str, kind: Kind, counts: dict[Kind, int]) -> str | None:
        """The next label of a kind that is no name itself; None where the name is public."""
        while True:
            label: str | None = f"{kind}-{counts[kind] + 1}"
            if kind is Kind.HOST:
                label = public.host_label(name, counts[kind] + 1)
            elif kind is Kind.PATH and (end := _FILE_END.search(name)):
                label = f"{label}{end[0]}"
            if label is None:
                return None
            counts[kind] += 1
            if label not in self._kinds:
                return label

    def _compile(self, labels: dict[str, str]) -> None:
        said = " ".join(labels.values())
        whole: list[str] = []
        plain: list[str] = []
        for name in sorted(labels, key=len, reverse=True):
            escaped = re.escape(name)
            # A part of a label, such as a provider's domain, is as good as a plain word.
            in_label = re.search(f"{_BEFORE}{escaped}{_AFTER}", said) is not None
            (plain if in_label or public.is_plain(name) else whole).append(escaped)
        places = "|".join(rf"{re.escape(place)}[^\s\"'<>]*" for place in public.PLACES)
        names = f"{_BEFORE}(?:{'|'.join(whole)}){_AFTER}" if whole else _NOTHING
        words = f"(?:{'|'.join(plain)})"
        named = f"{_NAMED}{words}{_AFTER}|{_BEFORE}{words}(?=[/\\\\])" if plain else _NOTHING
        self._all = re.compile(f"{places}|{names}|{named}")
        self._sure = re.compile(f"{places}|{names}")

    def _label(self, match: re.Match[str]) -> str:
        name = match[0]
        label = self._known().get(name, name)  # a public place stays
        if name.upper() == name and match.string.endswith("UV_INDEX_", 0, match.start()):
            return re.sub(r"[^A-Z0-9]", "_", label.upper())
        return label

    def _left(self, text: str) -> set[str]:
        """The names that are still found in any reading of the text."""
        return {
            match[0]
            for view in forms.views(text)
            for match in self._sure.finditer(view)
            if match[0] in self._known()
        }


def _spellings(name: str, kind: Kind) -> Iterator[str]:
    """How a name can be written besides."""
    every = [name, name.lower(), name.upper(), unquote(name)]
    if kind is Kind.INDEX:  # in the names of variables
        every.append(re.sub(r"[^A-Z0-9]", "_", name.upper()))
    if kind is Kind.PACKAGE:
        parts = re.split(r"[-_.]+", name)
        every += [sign.join(parts).lower() for sign in "-_."]
    for spelling in every:
        yield spelling
        for encoded in (quote(spelling), quote(spelling, safe=""), quote(quote(spelling))):
            yield encoded
            yield re.sub("%..", lambda match: match[0].lower(), encoded)
