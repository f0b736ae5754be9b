"""Write the files in docs/ that come from the code, or with `--check` only say whether they are current.

They are rules.md, from the table of rules and what each rule's function says; cards.md and tickets.md, from the tables
of transitions; panels.md, from the catalogue of panels; settings.md, from the class of settings; metrics.md, from the
metrics each process declares; doctor.md, from the table of checks; acls.md and deploy/kafka/acls.sh, from the table of
rights; topics, users and alerts of deploy/kubernetes; and schemas/, from the classes of events and outputs.

python -m streams.docs_tables [--check]
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rules.rating_rules import r05
from rules.rule_table import RULES, RuleSpec
from rules.rulebook import Mode
from rules.rules import RULES as JUDGED
from rules.sitting import LABEL_RULE, TICKET_RULES
from rules.unanswered import e01
from streams.docs_acls import acls_page, acls_script
from streams.docs_cards import cards_page
from streams.docs_doctor import doctor_page
from streams.docs_kubernetes import alerts_manifest, topics_manifest, users_manifest
from streams.docs_metrics import metrics_page
from streams.docs_panels import panels_page
from streams.docs_settings import settings_page
from streams.docs_tickets import tickets_page
from streams.schemas import documents

_BESIDE: Mapping[str, Callable[..., object]] = {"E-01": e01, LABEL_RULE: r05, **TICKET_RULES}
"""Rules that look at cards, ratings or tickets."""

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "rules.md"
CARDS = DOCS / "cards.md"
TICKETS = DOCS / "tickets.md"
PANELS = DOCS / "panels.md"
SETTINGS = DOCS / "settings.md"
DOCTOR = DOCS / "doctor.md"
ACLS = DOCS / "acls.md"
ACLS_SCRIPT = DOCS.parent / "deploy" / "kafka" / "acls.sh"
METRICS = DOCS / "metrics.md"
SCHEMAS = DOCS / "schemas"
MANIFESTS = DOCS.parent / "deploy" / "kubernetes"

_HEAD = """\
# Rules

This page is written by `make docs` from the table in the program; a change here is lost.
How days are counted is in [time.md](time.md), where parameters are set in [rulebook.md](rulebook.md).
A colour in brackets waits for a person's confirmation.
*On* says whether the rule is judged where the rulebook does not name it.
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
    heads = "| id | 名称 | name | colours | parameters | on | 依据 | basis |\n"
    said = "".join(_specification(name) for name in RULES if name.startswith(letter))
    return f"\n## {title}\n\n{heads}|---|---|---|---|---|---|---|---|\n{rows}" + (f"\n{said}" if said else "")


def _specification(rule_id: str) -> str:
    """What the rule's function says of itself, which is its specification; nothing of a rule that has none."""
    judge = _BESIDE.get(rule_id) or (JUDGED[rule_id].judge if rule_id in JUDGED else None)
    if judge is None:
        return ""
    words = " ".join((judge.__doc__ or "").split()).removeprefix(rule_id).strip()
    words = re.sub(r" \(contracts [^)]*\)", "", words)
    return f"- **{rule_id}** {words}\n"


def _row(spec: RuleSpec) -> str:
    cells = (
        spec.rule_id,
        spec.name_zh,
        spec.name_en,
        _colours(spec),
        _parameters(spec),
        "yes" if spec.enabled else "off by default",
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


def written() -> dict[Path, str]:
    """Every file with the text it should have."""
    return {
        PAGE: page(),
        CARDS: cards_page(),
        TICKETS: tickets_page(),
        PANELS: panels_page(),
        SETTINGS: settings_page(),
        DOCTOR: doctor_page(),
        ACLS: acls_page(),
        ACLS_SCRIPT: acls_script(),
        MANIFESTS / "topics.yaml": topics_manifest(),
        MANIFESTS / "users.yaml": users_manifest(),
        MANIFESTS / "alerts.yaml": alerts_manifest(),
        METRICS: metrics_page(),
        **{SCHEMAS / name: text for name, text in documents().items()},
    }


def main(arguments: Sequence[str]) -> int:
    """Write the files, or check them: 1 if one is not current."""
    if "--check" not in arguments:
        SCHEMAS.mkdir(exist_ok=True)
        for file, text in written().items():
            file.write_text(text, encoding="utf-8")
        return 0
    stale = [file for file, text in written().items() if not _holds(file, text)]
    for file in stale:
        print(f"{file} is not what the code says; run make docs", file=sys.stderr)
    return 1 if stale else 0


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
