"""Rules about answers alone find nothing while nothing is sent, whatever stands in the files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cases.catalogue import NAMED
from tests.cases.frame import Case

from indexdoctor.clients.uv import resolve
from indexdoctor.diagnose.case import Case as Run
from indexdoctor.diagnose.rules.of_answers import RULES
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.stage import stage
from indexdoctor.versions import known


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.key)
def test_nothing_is_found_before_anything_is_sent(case: Case) -> None:
    for scene, uv in ((case.scene, case.uv), (case.near, case.near_uv or case.uv)):
        with stage(scene) as staged:
            around = replace(staged.surroundings, uv=known(uv))
            found = discover(around, parse_command(staged.command[1:], around))
            run = Run(found, resolve(found), mode="explain")
            assert [rule.code for rule in RULES if list(rule.find(run))] == []
