"""uv's environment variables, in the shape of the options they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexdoctor.discover.option_values import guarded, refusal
from indexdoctor.discover.options import GLOBAL, SECRET, OptionSpec, options_of
from indexdoctor.model.config import CommandKind, Options
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret

# Variables that uv's parser reads in the place of an option of the command (crates/uv-cli).
_OPTIONS = {
    "UV_BUILD_CONSTRAINT": "build-constraints",
    "UV_CACHE_DIR": "cache-dir",
    "UV_CONFIG_FILE": "config-file",
    "UV_CONSTRAINT": "constraints",
    "UV_DEFAULT_INDEX": "default-index",
    "UV_ENV_FILE": "env-file",
    "UV_EXCLUDE": "excludes",
    "UV_EXCLUDE_NEWER": "exclude-newer",
    "UV_EXTRA_INDEX_URL": "extra-index-url",
    "UV_FIND_LINKS": "find-links",
    "UV_FORK_STRATEGY": "fork-strategy",
    "UV_INDEX": "index",
    "UV_INDEX_STRATEGY": "index-strategy",
    "UV_INDEX_URL": "index-url",
    "UV_INSECURE_HOST": "allow-insecure-host",
    "UV_KEYRING_PROVIDER": "keyring-provider",
    "UV_LINK_MODE": "link-mode",
    "UV_OVERRIDE": "overrides",
    "UV_PRERELEASE": "prerelease",
    "UV_PREVIEW_FEATURES": "preview-features",
    "UV_PROJECT": "project",
    "UV_PYTHON": "python",
    "UV_RESOLUTION": "resolution",
    "UV_TORCH_BACKEND": "torch-backend",
    "UV_WORKING_DIR": "directory",
}
_PUBLISH = {
    "UV_PUBLISH_CHECK_URL": "check-url",
    "UV_PUBLISH_INDEX": "index",
    "UV_PUBLISH_PASSWORD": "password",
    "UV_PUBLISH_TOKEN": "token",
    "UV_PUBLISH_URL": "publish-url",
    "UV_PUBLISH_USERNAME": "username",
}
# Switches read by uv's parser: only the commands that have the option look at them.
_SWITCHES = {
    "UV_BREAK_SYSTEM_PACKAGES": "break-system-packages",
    "UV_COMPILE_BYTECODE": "compile-bytecode",
    "UV_NO_BINARY": "no-binary",
    "UV_NO_BUILD": "no-build",
    "UV_NO_BUILD_ISOLATION": "no-build-isolation",
    "UV_NO_CACHE": "no-cache",
    "UV_NO_CONFIG": "no-config",
    "UV_NO_DEFAULT_GROUPS": "no-default-groups",
    "UV_NO_PROJECT": "no-project",
    "UV_NO_SOURCES": "no-sources",
    "UV_NO_VERIFY_HASHES": "no-verify-hashes",
    "UV_REQUIRE_HASHES": "require-hashes",
    "UV_SYSTEM_PYTHON": "system",
}
# Switches read by every command (crates/uv-settings): a bad value stops all of them.
_ALWAYS_READ = {
    "UV_DEV": "dev",
    "UV_FROZEN": "frozen",
    "UV_ISOLATED": "isolated",
    "UV_LOCKED": "locked",
    "UV_MANAGED_PYTHON": "managed-python",
    "UV_NATIVE_TLS": "native-tls",
    "UV_NO_DEV": "no-dev",
    "UV_NO_EDITABLE": "no-editable",
    "UV_NO_ENV_FILE": "no-env-file",
    "UV_NO_INSTALLER_METADATA": "no-installer-metadata",
    "UV_NO_INSTALL_LOCAL": "no-install-local",
    "UV_NO_INSTALL_PROJECT": "no-install-project",
    "UV_NO_INSTALL_WORKSPACE": "no-install-workspace",
    "UV_NO_MANAGED_PYTHON": "no-managed-python",
    "UV_NO_PROGRESS": "no-progress",
    "UV_NO_SYNC": "no-sync",
    "UV_OFFLINE": "offline",
    "UV_PREVIEW": "preview",
    "UV_SYSTEM_CERTS": "system-certs",
}
_ALWAYS_READ_WITHOUT_OPTION = ("UV_NO_SYSTEM_CONFIG", "UV_LOG_CONTEXT", "UV_GIT_LFS")
_NAME_LISTS = {
    "UV_NO_BINARY_PACKAGE": "no-binary-package",
    "UV_NO_BUILD_PACKAGE": "no-build-package",
    "UV_NO_GROUP": "no-group",
    "UV_NO_SOURCES_PACKAGE": "no-sources-package",
}
_SECONDS = (
    *("UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT", "HTTP_TIMEOUT"),
    *("UV_UPLOAD_HTTP_TIMEOUT", "UV_HTTP_CONNECT_TIMEOUT"),
)
_COUNTS = ("UV_HTTP_RETRIES", "UV_CONCURRENT_DOWNLOADS", "UV_CONCURRENT_BUILDS")
_LARGEST = {"UV_HTTP_RETRIES": 2**32 - 1}  # seconds and the others are 64 bits wide
# Variables with which uv maps the empty text to "not set".
_EMPTY_IS_UNSET = frozenset(
    {
        *("allow-insecure-host", "build-constraints", "constraints", "default-index", "excludes"),
        *("extra-index-url", "find-links", "index", "index-url", "overrides", "python"),
    }
)
_YES = frozenset({"y", "yes", "t", "true", "on", "1"})
_NO = frozenset({"n", "no", "f", "false", "off", "0"})


def read_environment(
    environ: Mapping[str, str],
    kind: CommandKind | None = None,
    typed: Options | None = None,
) -> tuple[Options, tuple[Problem, ...]]:
    """The variables that stand for options of the command `kind` (None: of any command).

    UV_INDEX is the index list of all commands but `uv publish`, whose `--index` is
    UV_PUBLISH_INDEX. A wrong value of a variable whose option is in `typed` is left out without a
    word: in uv an option hides its variable even when that is invalid (but for the global options,
    which are checked before the command's own words are read). `UV_PUBLISH_PASSWORD` and
    `UV_PUBLISH_TOKEN` are kept as `Secret`.
    """
    reader = _Reader(environ, _specs(kind), typed or Options())
    if kind is CommandKind.PUBLISH:
        options = {n: o for n, o in _OPTIONS.items() if o != "index"} | _PUBLISH
    else:
        options = _OPTIONS
    for variable, option in options.items():
        reader.option(variable, option, publish=kind is CommandKind.PUBLISH)
    if kind is CommandKind.PUBLISH:
        reader.strict_switch("UV_PUBLISH_NO_ATTESTATIONS", "no-attestations")
    if "UV_WORKING_DIRECTORY" in environ and "directory" not in reader.values:
        reader.text("UV_WORKING_DIRECTORY", "directory")
    for variable, option in _SWITCHES.items():
        if option in reader.specs:
            reader.switch(variable, option)
    for variable, option in _ALWAYS_READ.items():
        reader.switch(variable, option)
    for variable in _ALWAYS_READ_WITHOUT_OPTION:
        reader.switch(variable, None)
    for variable, option in _NAME_LISTS.items():
        reader.names(variable, option)
    for variable in (*_SECONDS, *_COUNTS):
        reader.number(variable)
    return Options(reader.values), tuple(reader.problems)


def _specs(kind: CommandKind | None) -> Mapping[str, OptionSpec]:
    if kind is not None:
        return options_of(kind).long
    merged: dict[str, OptionSpec] = {}
    for other in CommandKind:
        if other is not CommandKind.PUBLISH:
            merged = {**options_of(other).long, **merged}
    return merged


class _Reader:
    def __init__(
        self, environ: Mapping[str, str], specs: Mapping[str, OptionSpec], typed: Options
    ) -> None:
        self.environ = environ
        self.specs = specs
        self.typed = typed
        self.values: dict[str, tuple[Stated[Any], ...]] = {}
        self.problems: list[Problem] = []

    def _is_typed(self, option: str) -> bool:
        return option not in GLOBAL and bool(self.typed.all(option))

    def option(self, variable: str, option: str, *, publish: bool) -> None:
        """A variable that uv's parser reads like the option's value."""
        spec = self.specs.get(option)
        text = self.environ.get(variable)
        if text is None or spec is None or not spec.takes_value:
            return
        parts = spec.split(text) if text else [""]
        for part in parts:
            reason = _reason(spec, part, publish=publish)
            if reason is not None:
                self._refuse(variable, reason, option)
                return
        if option in _EMPTY_IS_UNSET and not publish:
            parts = [part for part in parts if part]
        self._keep(variable, option, parts)

    def text(self, variable: str, option: str) -> None:
        self._keep(variable, option, [self.environ[variable]])

    def switch(self, variable: str, option: str | None) -> None:
        """A yes or no, in the words clap takes."""
        text = self.environ.get(variable)
        if text is None:
            return
        lowered = text.lower()
        if lowered not in _YES and lowered not in _NO:
            self._refuse(
                variable,
                "it is neither yes nor no",
                option if variable in _SWITCHES else None,
                hint="uv takes true, false, yes, no, on, off, 1 and 0; unset it to leave it out",
            )
        elif option is not None and option in self.specs:
            self._keep(variable, option, ["true" if lowered in _YES else "false"])

    def strict_switch(self, variable: str, option: str) -> None:
        """A switch without uv's own reading of yes and no: clap takes `true` and `false` only."""
        text = self.environ.get(variable)
        if text is None:
            return
        if text in ("true", "false"):
            self._keep(variable, option, [text])
        else:
            self._refuse(variable, "here uv takes only true and false", option)

    def names(self, variable: str, option: str) -> None:
        """Names parted by white space; empty is as good as not set."""
        words = self.environ.get(variable, "").split()
        if any(refusal("extra", word) is not None for word in words):
            self._refuse(variable, "a name in it is not valid")
        elif words and option in self.specs:
            self._keep(variable, option, words)

    def number(self, variable: str) -> None:
        if not self.environ.get(variable):
            return
        text = self.environ[variable].removeprefix("+")
        unit = " of seconds" if variable in _SECONDS else ""
        if not (text.isascii() and text.isdigit()):
            self._refuse(variable, f"it is no whole number{unit}")
        elif len(text) > 20 or int(text) > _LARGEST.get(variable, 2**64 - 1):
            self._refuse(variable, "the number is too large")
        elif "CONCURRENT" in variable and int(text) == 0:
            self._refuse(variable, "it is zero")

    def _keep(self, variable: str, option: str, parts: list[str]) -> None:
        origin = Origin.env(variable)
        if option in SECRET:
            kept: Iterator[Any] = (Secret(part) for part in parts)
        else:
            kept = (guarded(part) for part in parts)
        if parts:
            self.values[option] = tuple(Stated(part, origin) for part in kept)

    def _refuse(
        self, variable: str, reason: str, option: str | None = None, hint: str | None = None
    ) -> None:
        if option is not None and self._is_typed(option):
            return
        message = f"uv refuses the value of {variable}: {reason}"
        self.problems.append(Problem(message, Origin.env(variable), hint=hint))


def _reason(spec: OptionSpec, text: str, *, publish: bool) -> str | None:
    if not text:
        return None if spec.empty or spec.name in SECRET else "it is empty"
    if spec.choices:
        return None if text in spec.choices else f"it takes {', '.join(spec.choices[:8])}"
    return refusal(spec.name, text, publish=publish)
