"""Write docs/rules.md from the rule table of the program, or with `--check` only say whether it is current.

python -m streams.docs_tables [--check]
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from rules.rule_table import RULES, RuleSpec
from rules.rulebook import Mode

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"

_HEAD = """\
# Rules

This page is written by `make docs` from the table in the program; a change here is lost.
How days are counted is in [time.md](time.md), where parameters are set in [rulebook.md](rulebook.md).
A colour in brackets waits for a person's confirmation.
*Built* says whether this version judges the rule; one that is not built can only be switched off.
"""
_GROUPS = {
    "T": "Time 时限",
    "P": "Procedure 程序",
    "B": "Basis and items 依据和事项",
    "R": "Ratings 评价",
    "A": "Authenticity 真实性 (leads only)",
    "C": "Composite cases 并联办理",
    "E": "Escalation 升级",
}


def page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_group(letter, title) for letter, title in _GROUPS.items())


def _group(letter: str, title: str) -> str:
    rows = "".join(_row(spec) for name, spec in RULES.items() if name.startswith(letter))
    heads = "| id | 名称 | name | colours | parameters | built | 依据 | basis |\n"
    return f"\n## {title}\n\n{heads}|---|---|---|---|---|---|---|---|\n{rows}"


def _row(spec: RuleSpec) -> str:
    built = ("yes" if spec.enabled else "yes, off by default") if spec.built else "–"
    cells = (
        spec.rule_id,
        spec.name_zh,
        spec.name_en,
        _colours(spec),
        _parameters(spec),
        built,
        spec.basis_zh,
        spec.basis_en,
    )
    return f"| {' | '.join(cells)} |\n"


def _colours(spec: RuleSpec) -> str:
    shown = (f"({name})" if spec.modes[name] is Mode.CONFIRM else name for name in spec.degrees)
    return ", ".join(shown) or "–"


def _parameters(spec: RuleSpec) -> str:
    """All but `counting_mode`, which every rule of time has."""
    own = {name: each.default for name, each in spec.parameters.items() if name != "counting_mode"}
    return ", ".join(f"`{name}` {'unset' if value is None else value}" for name, value in own.items()) or "–"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it: 1 if it is not current."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
    if not current:
        print(f"{PAGE} is not what the rule table says; run make docs", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
