"""How a rule of the table is written down: its bases, its parameters, its degrees."""

from collections.abc import Mapping

from rules.rule_spec import Parameter, RuleSpec
from rules.rulebook import Colour, Mode

OWN_RULES = ("本单位规则库的规定", "The office's own rulebook")
LICENSING = "《中华人民共和国行政许可法》"
BUSINESS_CLIMATE = "《优化营商环境条例》"


OFF_BY_DEFAULT = frozenset({"T-12", "E-02"})
CLASSES: Mapping[str, str] = {
    "T-01": "acceptance",
    "T-02": "acceptance",
    "T-03": "limit",
    "T-04": "limit",
    "T-05": "limit",
    "T-06": "limit",
}
COUNTING_MODE = Parameter("date", choices=("date", "clock"))


def law(articles_zh: str, articles_en: str) -> tuple[str, str]:
    """Articles of the Administrative Licensing Law as a basis."""
    return LICENSING + articles_zh, f"Administrative Licensing Law, {articles_en}"


def climate(articles_zh: str, articles_en: str) -> tuple[str, str]:
    """Articles of the Regulation on Optimising the Business Environment as a basis."""
    return BUSINESS_CLIMATE + articles_zh, f"Regulation on Optimising the Business Environment, {articles_en}"


def days(default: int) -> Parameter:
    """A whole number, at least 1: of days, or of whatever its name counts."""
    return Parameter(default, minimum=1)


def from_zero(default: int) -> Parameter:
    """A whole number that may be 0."""
    return Parameter(default)


def rule(
    rule_id: str, name_zh: str, name_en: str, degrees: str, basis: tuple[str, str], **parameters: Parameter
) -> RuleSpec:
    """A rule; `degrees` lists colours, one with `?` after it waits for a person's confirmation."""
    marks = degrees.split()
    names = [mark.rstrip("?") for mark in marks]
    if rule_id.startswith("T-"):
        parameters["counting_mode"] = COUNTING_MODE
    return RuleSpec(
        rule_id=rule_id,
        name_zh=name_zh,
        name_en=name_en,
        degrees={name: Colour(name) for name in names},
        modes={mark.rstrip("?"): Mode.CONFIRM if mark.endswith("?") else Mode.AUTOMATIC for mark in marks},
        parameters=parameters,
        enabled=rule_id not in OFF_BY_DEFAULT,
        basis_zh=basis[0],
        basis_en=basis[1],
        rule_class=CLASSES.get(rule_id, rule_id),
    )


def share(default: int) -> Parameter:
    """A share in percent, 1 to 100."""
    return Parameter(default, minimum=1, maximum=100)
