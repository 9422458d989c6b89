"""Commands whose parameters load Typer's value conversion only for values that need it.

Typer converts every value, defaults too, through pydantic, whose import alone takes longer than
most commands. What is right already, or is right by a look, needs no such conversion; what is not
right is left to Typer, which says so.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer import BadParameter
from typer._click.core import Context, Parameter
from typer._coercion import RuntimeParam, build_runtime_param
from typer._param_types import coerce_cli_path
from typer.core import TyperCommand, TyperGroup, _TyperParameter


class _Quick(RuntimeParam):
    """Converts what is simple, and leaves the rest to Typer."""

    def coerce(self, value: Any, param: _TyperParameter, ctx: Context) -> Any:
        if value is None or value is param.default:
            return value
        simple = None
        with suppress(ValueError, BadParameter):
            simple = self._simple(value)
        if simple is not None:
            return simple
        return build_runtime_param(param.type_descriptor).coerce(value, param, ctx)

    def _simple(self, value: Any) -> Any:
        """The value converted; None where that is for Typer to do."""
        info = self.parameter_info
        kind: Any = self.annotation
        if kind == list[str]:
            return list(value)
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            return None
        if kind is str:
            return value if info.parser is None else info.parser(value)
        if kind is Path:
            return coerce_cli_path(Path(value), info, path_type=Path)
        if get_origin(kind) is Literal:
            return value if value in get_args(kind) else None
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
        return None

    def _coerce_value(self, value: Any, param: _TyperParameter, ctx: Context) -> Any:
        return self.coerce(value, param, ctx)


def _quick(parameters: list[Parameter]) -> list[Parameter]:
    # Typer has no public hook for this. Were the attribute to go away, Typer would convert all
    # values itself again, with the same results.
    for parameter in parameters:
        if isinstance(parameter, _TyperParameter):
            descriptor = parameter.type_descriptor
            parameter._runtime_param = _Quick(descriptor.parameter_info, descriptor.annotation)
    return parameters


class Command(TyperCommand):
    """A command of indexdoctor."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return _quick(super().get_params(ctx))


class Group(TyperGroup):
    """The root: the commands and the options before them."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return _quick(super().get_params(ctx))
