"""Commands whose parameters load Typer's value conversion only for values that need it.

Typer converts every value, defaults too, through pydantic, whose import alone takes longer than
most commands. A default has its type already, and words of a `list[str]` are text already.
"""

from __future__ import annotations

from typing import Any

from typer._click.core import Context, Parameter
from typer._coercion import RuntimeParam, build_runtime_param
from typer.core import TyperCommand, TyperGroup, _TyperParameter


class _Quick(RuntimeParam):
    """Gives back what needs no conversion, and leaves the rest to Typer."""

    def coerce(self, value: Any, param: _TyperParameter, ctx: Context) -> Any:
        if value is None or value is param.default:
            return value
        if self.annotation == list[str]:
            return list(value)
        return build_runtime_param(param.type_descriptor).coerce(value, param, ctx)

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
