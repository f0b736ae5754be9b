"""Print what the program needs to run, one requirement a line, with what the extras named as arguments need.

python3 deploy/requirements.py [EXTRA…]

The image installs these in a layer of their own, before the program itself is copied.
"""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path


def requirements(extras: Sequence[str]) -> list[str]:
    """As pyproject.toml says them. Raises KeyError for an extra that is not there."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    return [
        *project["dependencies"],
        *(each for extra in extras for each in project["optional-dependencies"][extra]),
    ]


if __name__ == "__main__":
    print(*requirements(sys.argv[1:]), sep="\n")
