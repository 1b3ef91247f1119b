"""The deliberate bugs of `bin/mutants` keep up with the code they break."""

import subprocess

import pytest

from tests.house.tree import ROOT
from tests.mutants.hunting import Mutant, mutants

MUTANTS = mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_can_still_be_made(mutant: Mutant) -> None:
    checked = subprocess.run(
        ["git", "apply", "--check", str(mutant.path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    for each in mutant.tests:
        assert (ROOT / each.removeprefix("node:")).exists()


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len(MUTANTS) >= 15
