"""The tables the sink writes, and the order of their columns; the migrations make them."""

from dataclasses import dataclass

RECORDS = ("id", "revision", "subject", "type", "time", "stamp", "data")
RESPONSIBLE = ("staff_id", "post", "role", "dept_code")


@dataclass(frozen=True, slots=True)
class Table:
    """`identity`: the columns that make two rows the same fact; of such rows the last written is kept."""

    name: str
    columns: tuple[str, ...]
    identity: tuple[str, ...]


EVENTS = Table(
    "events",
    (
        *("topic", "partition", "offset", "stamp", "key", "readable"),
        *("event_id", "source", "type", "subject", "time", "recordedtime"),
        *("dept_code", "region_code", "staff_id", "item_code", "value"),
    ),
    ("topic", "partition", "offset"),
)
CARDS = Table(
    "cards",
    (
        *("card_id", "revision", "state", "colour", "rule_id", "rule_class", "case_no", "occasion"),
        *("item_code", "dept_code", "region_code", "stage_code"),
        *(f"responsible_{part}" for part in RESPONSIBLE),
        *("start_date", "limit_days", "excluded_days", "extension_days"),
        *("due_date", "due_at", "violated_at", "issued_at", "provisional"),
        *("evidence", "arithmetic", "basis", "answer_due", "appeal_due"),
        *("mode", "historical", "superseded_by", "subject", "rulebook_hash", "reason"),
        *("time", "stamp", "data", "found_by", "exemption"),
    ),
    ("card_id", "revision"),
)
CASE_STATES = Table(
    "case_states",
    (
        *("case_no", "revision", "item_code", "dept_code", "region_code", "status", "start_date", "deemed"),
        *("promise_due_date", "legal_due_date", "provisional", "decided_at", "closed_at", "last_event_at"),
        *("standing_warning", "standing_yellow", "standing_red", "stamp", "data"),
        *("accepted_by", "ended_by", "project_type", "promise_limit", "legal_limit", "used_days"),
    ),
    ("case_no", "revision"),
)
TICKETS = Table(
    "tickets",
    (
        *RECORDS,
        *("kind", "state", "card_id", "rating_key", "rule_id", "dept_code", "region_code"),
        *("responsible_staff_id", "responsible_dept_code", "level", "real_name"),
        *("opened_at", "assigned_at", "contacted_at", "submitted_at", "closed_at"),
        *("contact_due", "rectify_due", "review_due", "follow_up_due"),
        *("overdue", "class", "cause_code", "finding", "responsibility", "measure", "result"),
        *("contacted", "follow_up", "joined_to", "round", "historical", "rulebook_hash", "reason"),
        *("verify_due", "appeal_decide_due"),
    ),
    ("id", "revision"),
)
LEADS = Table(
    "leads",
    (
        *RECORDS,
        *("kind", "state", "rule_id", "sentence", "evidence", "scope"),
        *("item_code", "dept_code", "region_code", "found_at", "decided_by", "reason"),
    ),
    ("id", "revision"),
)
RATINGS = Table(
    "ratings",
    (
        *(
            "rating_id",
            "revision",
            "type",
            "status",
            "subject",
            "service_number",
            "assess_number",
            "ticket_id",
        ),
        *("level", "channel", "labels", "label_faults", "label_list", "is_default"),
        *("target", "item_code", "dept_code", "region_code", "window_no", "staff_id", "platform_code"),
        *("real_name", "unverified", "service_time", "rated_at", "late", "counts", "bad", "historical"),
        *("duplicate_of", "invalid_kind", "marks"),
        *("evaluator_hash", "phone_hash", "device_hash", "ip_hash", "account_hash"),
        *("event", "evidence", "rulebook_hash", "reason", "time", "stamp", "data"),
    ),
    ("rating_id", "revision"),
)
ALERTS = Table("alerts", RECORDS, ("id", "revision"))
ASSESSMENTS = Table("assessments", RECORDS, ("id", "revision"))
DELIVERIES = Table("deliveries", RECORDS, ("id", "revision"))
ACCESS_LOG = Table("access_log", RECORDS, ("id", "revision"))
ACTION_OUTCOMES = Table("action_outcomes", RECORDS, ("id", "revision"))
ARCHIVED_CASES = Table(
    "archived_cases",
    ("case_no", "stamp", "closed_at", "last_read_at", "left_at", "events", "dossier"),
    ("case_no", "stamp"),
)
DEAD_LETTERS = Table(
    "dead_letters",
    (
        *("event_id", "reason", "path", "topic", "partition", "offset"),
        *("subject", "time", "stamp", "sealed", "original"),
        *("source", "record_stamp", "replayed_at"),
    ),
    ("topic", "partition", "offset", "event_id"),
)

TABLES = {
    table.name: table
    for table in (
        EVENTS,
        CARDS,
        CASE_STATES,
        TICKETS,
        LEADS,
        RATINGS,
        ALERTS,
        ASSESSMENTS,
        DELIVERIES,
        ACCESS_LOG,
        ACTION_OUTCOMES,
        DEAD_LETTERS,
        ARCHIVED_CASES,
    )
}
