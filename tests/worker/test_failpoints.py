"""Fail points: armed by one setting, off without it."""

import subprocess
import sys

import pytest

from streams.exits import Misuse
from streams.worker.failpoints import EXIT, SETTING, Point, arm, passing
from tests.worker.running import ROOT

PASS = f"""
from streams.worker.failpoints import Point, arm, passing
arm({{"{SETTING}": "after-commit:2"}})
passing(Point.BEFORE_COMMIT)
passing(Point.AFTER_COMMIT)
print("passed once", flush=True)
try:
    passing(Point.AFTER_COMMIT)
finally:
    print("cleaned up", flush=True)
"""


def test_a_process_dies_at_the_passing_asked_for_with_nothing_cleaned_up() -> None:
    done = subprocess.run([sys.executable, "-c", PASS], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (EXIT, "passed once\n", "")


def test_without_the_setting_every_point_is_passed() -> None:
    arm({})
    for point in Point:
        passing(point)


@pytest.mark.parametrize("said", ["nowhere:1", "after-commit", "after-commit:0", "after-commit:x", ":1"])
def test_a_setting_that_cannot_be_read_is_refused_with_the_points_there_are(said: str) -> None:
    with pytest.raises(Misuse, match="expected POINT:TIMES with a point of before-commit, "):
        arm({SETTING: said})
