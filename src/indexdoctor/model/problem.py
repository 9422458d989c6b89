"""What a reader could not use."""

from __future__ import annotations

from indexdoctor.model.origin import Origin
from indexdoctor.records import record


@record
class Problem:
    """Something written that cannot be read as meant.

    `message` is one sentence that names the situation, `hint` the next step. `fatal` says whether
    uv itself would refuse to go on (exit code 2 here); otherwise uv warns or passes over it.
    `late`: the client finds it only after it has read the find-links pages, and with `after_files`
    after the files that are named by URL, too.
    `reserved` is the character that ends the user information of a URL before its host, where one
    does.
    A message never holds a value that could be a secret.
    """

    message: str
    origin: Origin
    fatal: bool = True
    hint: str | None = None
    late: bool = False
    after_files: bool = False
    reserved: str | None = None


class OwnSettingsError(Exception):
    """The settings of indexdoctor itself cannot be taken as they were written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class RefusedError(Exception):
    """The client ends with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
