"""JSON Schema of what rating terminals send: the field names of public systems, and what of them is taken."""

from streams.intake.terminal import LEVELS
from streams.schemas.shaping import Schema


def terminal_rating() -> Schema:
    """One rating. Fields that are not listed are dropped."""
    return {
        "type": "object",
        "title": "Rating as terminals send it",
        "description": "Numbers may be sent as texts. Other fields are dropped.",
        "required": ["serviceNumber", "assessNumber", "pf", "assessTime"],
        "anyOf": [{"required": [name]} for name in LEVELS],
        "properties": {**_OF_THE_SERVICE, **_OF_THE_RATING, **_OF_THE_EVALUATOR},
    }


def _coded(low: int, high: int, about: str) -> Schema:
    """A whole number in a range, or its text."""
    texts = [str(number) for number in range(low, high + 1)]
    return {"enum": [*range(low, high + 1), *texts], "description": about}


def _text(about: str) -> Schema:
    return {"type": ["string", "null"], "description": about}


_TIME = r"^(19[0-9]{2}|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_LEVEL = "5 非常满意 … 1 非常不满意. Where several of these names are sent they must say the same."
_FLAG: Schema = {"enum": [0, 1, True, False, "0", "1", None]}

_OF_THE_SERVICE: Schema = {
    "projectNo": _text("办件编号: the case. Absent only where serviceNumber names the service by itself."),
    "serviceNumber": {
        "type": ["string", "integer"],
        "pattern": r"\S",
        "description": "第几次服务: the n-th service of this case, or the number of a service without a case.",
    },
    "serviceTime": _text("When the service was given, as assessTime; a day alone is taken too."),
    "taskCode": _text("事项编码: the item."),
    "projectType": {
        "enum": [1, 2, "1", "2", None],
        "description": "即办件 or 承诺件; which number is which stands in the source's profile.",
    },
    "proDepartCode": _text("部门编码: the department."),
    "winname": _text("窗口: the window."),
    "winusername": _text("窗口人员: who served, as the source says."),
    "proManager": _text("经办人: who handles the case, taken where winusername is absent."),
}
_OF_THE_RATING: Schema = {
    "assessNumber": _coded(1, 2, "1 first rating, 2 追评."),
    **{name: _coded(1, 5, _LEVEL) for name in LEVELS},
    "pf": _coded(
        1,
        10,
        "1 PC, 2 mobile, 3 QR code, 4 tablet, 5 other terminal, 6 SMS, 7 default by system, 8 hotline, 9 kiosk, "
        "10 letter box; other numbers as the source's profile maps them.",
    ),
    "assessTime": {
        "type": "string",
        "pattern": _TIME,
        "description": "When it was rated: 2026-01-05 10:00:00 in the rulebook's zone; RFC 3339, 20260105100000 and "
        "milliseconds since 1970 are taken too.",
    },
    "evalDetail": _text("标签: codes of labels, separated by commas."),
    "writingEvaluation": _text("Free text; telephone and certificate numbers in it are starred."),
    "isDefault": {**_FLAG, "description": "默认评价: made by the system, kept and never counted."},
}
_OF_THE_EVALUATOR: Schema = {
    "userName": _text("Dropped; a rating with it is by real name."),
    "certKey": _text("Kept as a keyed hash; a rating with it is by real name."),
    "certKeyGOV": _text("As certKey, for organisations."),
    "mobile": _text("Kept as a keyed hash."),
}
