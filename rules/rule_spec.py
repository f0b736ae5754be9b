"""What is said of a rule in the table of rules: one rule, and one of its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.rulebook import Colour, Mode, RuleSettings

ParameterValue = int | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter may be: a whole number in a range, one of `choices`, or (`codes`) a list of texts."""

    default: ParameterValue
    minimum: int = 0
    maximum: int = 36_500
    choices: tuple[str, ...] = ()
    codes: bool = False


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule as the program knows it.

    `degrees` maps each degree to its default colour and `modes` to its default mode; a rule that makes
    leads, tickets or other things than cards has none. `rule_class` groups rules of which only the highest card stands.
    """

    rule_id: str
    name_zh: str
    name_en: str
    degrees: Mapping[str, Colour]
    modes: Mapping[str, Mode]
    parameters: Mapping[str, Parameter]
    enabled: bool
    basis_zh: str
    basis_en: str
    rule_class: str

    def defaults(self) -> RuleSettings:
        """The settings of a rule that the rulebook does not name."""
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        return RuleSettings(self.enabled, dict(self.degrees), dict(self.modes), values)
