"""outputs.schema.json: the records that are written, one definition for each type (contracts 4)."""

from rules.acting import DONE, REFUSED
from rules.alerts import RESULTS, Addressee, AddresseeState, AlertKind, AlertRecord, AlertState, Notice
from rules.assessment.frozen import KINDS, PIECE, Piece
from rules.cards import CardRecord, CardState
from rules.entitlement import Refusal
from rules.leads import LeadRecord, LeadState
from rules.month_desk import MonthRecord, MonthState
from rules.outputs import SOURCE, ActionOutcome, ArchivedCase, CaseState, Counts, DeadLetter, Envelope
from rules.ratings import RatingRecord, RatingStatus
from rules.rulebook import Colour
from rules.tickets import TicketKind, TicketRecord, TicketState
from streams.schemas.shaping import (
    DIALECT,
    NOT_BLANK,
    WRITTEN_INSTANT,
    Schema,
    by_type,
    event_schema,
    refined,
    schema_of,
)

CARD_TYPES = tuple(f"card.{state}" for state in CardState)
LEAD_TYPES = tuple(f"lead.{state}" for state in LeadState)
TICKET_TYPES = tuple(f"ticket.{state}" for state in TicketState)
ALERT_TYPES = tuple(f"alert.{state}" for state in AlertState)
RATING_TYPES = ("rating.counted", "rating.kept", "rating.invalid", "rating.duplicate", "rating.withdrawn")
MONTH_TYPES = tuple(f"month.{state}" for state in MonthState)
OUTCOME_TYPES = (f"action.{DONE}", f"action.{REFUSED}")
CASE_STATE = "case.state"
ARCHIVED_CASE = "case.archived"
DEAD_LETTERS = ("dead-letter.recorded", "dead-letter.replayed")

REASONS = (
    "not_json",
    "bad_encoding",
    "bad_text",
    "duplicate_key",
    "not_object",
    "too_large",
    "too_deep",
    "too_long",
    "missing_field",
    "empty_field",
    "wrong_type",
    "wrong_value",
    "bad_specversion",
    "unknown_type",
    "bad_time",
    "no_offset",
    "future_time",
    "conflicting_duplicate",
    "wrong_key",
    "no_value",
    "case_archived",
)
"""Why a record becomes a dead letter."""

_ABOUT = (
    "CloudEvents 1.0 in JSON: the value of one Kafka record, or one line of `liangpai check --out`. "
    "Every listed field is always there; what is absent is null. Later versions may add fields."
)
_DATE: Schema = {"format": "date"}
_FROM_ONE: Schema = {"minimum": 1}
_FROM_NONE: Schema = {"minimum": 0}
_CARD: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "state": {"description": "What people and the data have made of the card."},
    "colour": {"enum": [colour.value for colour in Colour]},
    "start_date": _DATE,
    "due_date": _DATE,
    "due_at": WRITTEN_INSTANT,
    "violated_at": WRITTEN_INSTANT,
    "issued_at": WRITTEN_INSTANT,
    "answer_due": WRITTEN_INSTANT,
    "appeal_due": WRITTEN_INSTANT,
    "mode": {"enum": ["automatic", "confirmed", "manual"]},
}
_LEAD: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "kind": {"enum": ["authenticity", "configuration", "proposal"]},
    "found_at": WRITTEN_INSTANT,
    "scope": {"description": "What it is about: `case:…`, or an item version as `item:<code>/<version>/…`."},
}
_TICKET: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "kind": {"enum": [kind.value for kind in TicketKind]},
    "rating_key": {"description": "`service_number/assess_number` of the rating it is about."},
    "finding": {"enum": ["confirmed", "no_basis", "untrue", None]},
    "responsibility": {"enum": ["direct", "main", "important", "none", None]},
    **{name: WRITTEN_INSTANT for name in TicketRecord.__struct_fields__ if name.endswith(("_due", "_at"))},
}
_ADDRESSEE: dict[str, Schema] = {
    "state": {"enum": [state.value for state in AddresseeState]},
    "notice": {"enum": [*(notice.value for notice in Notice), None]},
    "reason": {"description": "Why it gets the alert: the route, and what of the matter the route asks for."},
    "result": {"enum": [*RESULTS, None]},
    "reminders": _FROM_NONE,
    **{name: WRITTEN_INSTANT for name in Addressee.__struct_fields__ if name.endswith(("_at", "_due"))},
}
_ALERT: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "kind": {"enum": [kind.value for kind in AlertKind]},
    "about_revision": _FROM_ONE,
    "colour": {"enum": [*(colour.value for colour in Colour), None]},
    "receivers": {"items": refined(schema_of(Addressee), _ADDRESSEE)},
    "unreached": {"description": "Why nobody gets it; null where somebody does."},
    "opened_at": WRITTEN_INSTANT,
    "closed_at": WRITTEN_INSTANT,
    "ack_due": WRITTEN_INSTANT,
}
_RATING: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "status": {"enum": [status.value for status in RatingStatus]},
    "counts": {"description": "Whether satisfaction figures take it in."},
    "rated_at": WRITTEN_INSTANT,
    "service_time": WRITTEN_INSTANT,
}
_MONTH: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "published_at": WRITTEN_INSTANT,
    "closed_at": WRITTEN_INSTANT,
    "objections_until": WRITTEN_INSTANT,
}
_PIECE: dict[str, Schema] = {
    "frozen": {"description": "What all pieces of one freeze have in common."},
    "kind": {"enum": list(KINDS)},
    "lines": {"description": "Counted facts or scores, as docs/assessment.md describes them."},
}
_OUTCOME: dict[str, Schema] = {
    "outcome": {"enum": [DONE, REFUSED]},
    "reason": {"enum": [*(each.value for each in Refusal), None]},
    "target_id": {"description": "The id the action was about; of a card issued by hand, its new id."},
    "decided_at": WRITTEN_INSTANT,
}
_CASE: dict[str, Schema] = {
    "revision": _FROM_ONE,
    "status": {"enum": ["pre_acceptance", "not_accepted", "open", "decided", "closed"]},
    "start_date": _DATE,
    "promise_due_date": _DATE,
    "legal_due_date": _DATE,
    "decided_at": WRITTEN_INSTANT,
    "closed_at": WRITTEN_INSTANT,
    "last_event_at": WRITTEN_INSTANT,
    "ended_by": {"description": "The person of the first decision or close."},
    "promise_limit": {"description": "Days of the promise, extensions among them."},
    "legal_limit": {"description": "Days the law allows, extensions among them."},
    "used_days": {"description": "Counting days from the start to the end, without excluded ones."},
    "standing": refined(schema_of(Counts), dict.fromkeys(Counts.__struct_fields__, _FROM_NONE)),
}
_ARCHIVED: dict[str, Schema] = {
    "events": {**_FROM_NONE, "description": "How many events of the case were taken in."},
    "closed_at": WRITTEN_INSTANT,
    "last_read_at": WRITTEN_INSTANT,
    "left_at": WRITTEN_INSTANT,
    "dossier": {"description": "All that was known of the case, sealed with the deployment's key."},
}
_LETTER: dict[str, Schema] = {
    "reason": {"enum": list(REASONS)},
    "path": {"description": "JSON pointer to what is wrong; empty: the whole."},
    "original": {"description": "The original bytes: base64, or sealed with the deployment's key."},
    "stamp": WRITTEN_INSTANT,
    "source": {"description": "Who sent it, where that could be read."},
    "replayed_at": WRITTEN_INSTANT,
}


def outputs_schema() -> Schema:
    """JSON Schema 2020-12 of any output record; `$defs` holds one definition for each type, under its name."""
    return {
        "$schema": DIALECT,
        "title": "Records written by liangpai 亮牌",
        "description": _ABOUT,
        **by_type(
            [
                *CARD_TYPES,
                *LEAD_TYPES,
                *TICKET_TYPES,
                *ALERT_TYPES,
                *RATING_TYPES,
                *MONTH_TYPES,
                PIECE,
                *OUTCOME_TYPES,
                CASE_STATE,
                ARCHIVED_CASE,
                *DEAD_LETTERS,
            ]
        ),
        "$defs": {
            "envelope": _envelope(),
            "card": refined(schema_of(CardRecord), _CARD),
            **{f"card.{state}": _in_state("card", state) for state in CardState},
            "lead": refined(schema_of(LeadRecord), _LEAD),
            **{f"lead.{state}": _in_state("lead", state) for state in LeadState},
            "ticket": refined(schema_of(TicketRecord), _TICKET),
            **{f"ticket.{state}": _in_state("ticket", state) for state in TicketState},
            "alert": refined(schema_of(AlertRecord), _ALERT),
            **{f"alert.{state}": _in_state("alert", state) for state in AlertState},
            "rating": refined(schema_of(RatingRecord), _RATING),
            **{name: event_schema(name, {"$ref": "#/$defs/rating"}) for name in RATING_TYPES},
            **{
                name: event_schema(name, refined(schema_of(ActionOutcome), _OUTCOME))
                for name in OUTCOME_TYPES
            },
            **{name: event_schema(name, refined(schema_of(MonthRecord), _MONTH)) for name in MONTH_TYPES},
            PIECE: event_schema(PIECE, refined(schema_of(Piece), _PIECE)),
            CASE_STATE: event_schema(CASE_STATE, refined(schema_of(CaseState), _CASE)),
            ARCHIVED_CASE: event_schema(ARCHIVED_CASE, refined(schema_of(ArchivedCase), _ARCHIVED)),
            **{name: event_schema(name, _letter()) for name in DEAD_LETTERS},
        },
    }


def _letter() -> Schema:
    """All fields are written, also those that letters of older versions lack."""
    return {**refined(schema_of(DeadLetter), _LETTER), "required": list(DeadLetter.__struct_fields__)}


def _in_state(name: str, state: CardState | LeadState | TicketState | AlertState) -> Schema:
    of_this_state: Schema = {"properties": {"state": {"const": state.value}}}
    return event_schema(f"{name}.{state}", {"allOf": [{"$ref": f"#/$defs/{name}"}, of_this_state]})


def _envelope() -> Schema:
    """All attributes are written, also those that have a default in the program."""
    fields = {
        "specversion": {"const": "1.0"},
        "source": {"const": SOURCE},
        "id": {"pattern": NOT_BLANK},
        "subject": {
            "description": "The case number, or `item:<code>` of a lead about the catalogue; empty in a dead letter "
            "whose subject could not be read."
        },
        "time": WRITTEN_INSTANT,
        "data": {"type": "object"},
    }
    return {**refined(schema_of(Envelope), fields), "required": list(Envelope.__struct_fields__)}
