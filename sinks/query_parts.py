"""What several queries say alike stands in one file, a part: `{{part}}` on a line of its own, or `{{part column}}`,
with the column in the place of `$it`. A part brings the defaults of its parameters along."""

import re
from functools import cache
from importlib.resources import files
from textwrap import indent

PART = re.compile(r"^( *)\{\{(\w+)(?: ([\w.]+))?\}\}\n", re.MULTILINE)


def with_parts(text: str, package: str) -> str:
    """The text with its parts, which are in the folder `parts` beside it."""
    return PART.sub(
        lambda found: indent(_part(package, found[2]).replace("$it", found[3] or ""), found[1]), text
    )


def without_comments(text: str) -> str:
    """The text without lines of comments."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


@cache
def _part(package: str, name: str) -> str:
    return (files(package) / "parts" / f"{name}.sql").read_text("utf-8")
