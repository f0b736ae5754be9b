"""Violations of basis and catalogue, planted: no grounds, materials never brought, items out of order."""

from streams.simulation import watch
from streams.simulation.case import WHOLE, Case, Happening
from streams.simulation.city import UNLISTED
from streams.simulation.rulebook_files import OLD_BASIS, VERSION
from streams.simulation.steps import (
    accept,
    begin,
    certify,
    close,
    complete,
    decide,
    finish,
    hand_over,
    hurry,
    reach_desk,
    receive,
    submit,
)


def decided_without_basis(case: Case) -> None:
    """B-01 yellow: the decision names no basis."""
    _decided_on(case, None)


def decided_on_unknown_basis(case: Case) -> None:
    """B-01 yellow: the decision names a basis that nobody knows."""
    _decided_on(case, [f"B-{case.item.code}", "B-NONE"])


def decided_on_basis_no_longer_in_force(case: Case) -> None:
    """B-01 yellow: the decision rests on what was in force long ago."""
    _decided_on(case, [OLD_BASIS])


def _decided_on(case: Case, basis: list[str] | None) -> None:
    begin(case)
    hurry(case)
    case.expect("B-01", "yellow", decide(case, changed={"basis_ids": basis}), occasion=WHOLE)
    complete(case)


def approved_though_missing(case: Case) -> None:
    """B-02 red proposed: a required material never came."""
    _approved_with(case, "missing")


def approved_though_failed(case: Case) -> None:
    """B-02 red proposed: a required material was found wrong."""
    _approved_with(case, "failed")


def _approved_with(case: Case, status: str) -> None:
    _accepted_with(case, status)
    hurry(case)
    case.expect("B-02", "red", decide(case), proposed=True, occasion=WHOLE)
    complete(case)


def _accepted_with(case: Case, said: object) -> None:
    submit(case)
    reach_desk(case)
    opened = receive(case, M2=said)
    case.wait()
    accept(case, opened)


def deferred_to_the_last(case: Case) -> None:
    """B-03 warning: a deferred material is brought on the day promised."""
    _deferred(case, 0)


def deferred_too_long(case: Case) -> None:
    """B-03 yellow: it is brought one or two working days after."""
    _deferred(case, 1 + case.happens(0.5))


def deferred_for_ever(case: Case) -> None:
    """B-03 yellow: it is never brought, and the case is closed all the same."""
    _deferred(case, None)


def _deferred(case: Case, late: int | None) -> None:
    received, promised = _accepted_deferred(case)
    hurry(case)
    decide(case)
    certify(case)
    hand_over(case)
    close(case)
    if late is None:
        watch.supplied(case, "M2", received, promised, None)
        return
    case.go(case.days.after(promised, late) if late else promised)
    watch.supplied(case, "M2", received, promised, case.now)
    brought = {"materials": [{"code": "M2", "status": "complete"}], "receipt_no": f"SJ-{case.case_no}-2"}
    case.write("material_received", case.person("handle"), brought)


def _accepted_deferred(case: Case) -> tuple[int, int]:
    submit(case)
    reach_desk(case)
    received = case.today
    promised = case.days.after(received, 6)
    opened = receive(case, M2=promised)
    case.wait()
    accept(case, opened)
    return received, promised


def item_unlisted(case: Case) -> None:
    """B-04 yellow: accepted as an item that is not in the catalogue."""
    _unknown_item(case, UNLISTED)


def item_cancelled(case: Case) -> None:
    """B-04 yellow: accepted as an item that was cancelled long ago."""
    _unknown_item(case, case.item.code)


def _unknown_item(case: Case, code: str) -> None:
    """Nothing the catalogue says applies: the system decides by itself, because no post is entitled to."""
    submit(case, item_code=code)
    reach_desk(case)
    opened = receive(case)
    case.wait()
    case.expect("B-04", "yellow", accept(case, opened, item_code=code), occasion=WHOLE)
    case.wait()
    case.decided_on = case.today
    data = {"dept_code": case.item.dept, "result": "approved", "basis_ids": [f"B-{case.item.code}"]}
    case.write("decided", None, data)
    hand_over(case)
    close(case)


def promise_above_the_law(case: Case) -> None:
    """B-05, a lead: the acceptance itself promises more days than it says the law allows."""
    submit(case)
    reach_desk(case)
    opened = receive(case)
    case.wait()
    accepted = accept(case, opened, promise_days=15, legal_days=10)
    case.suspect("B-05", f"case:{case.case_no}", accepted)
    hurry(case)
    finish(case)


def catalogue_out_of_order(case: Case) -> None:
    """B-05 or B-06, a lead: the case is in order, what the catalogue says of its item is not."""
    begin(case)
    accepted = next(each for each in case.happenings if each.event == "accepted")
    _suspect_item(case, accepted)
    hurry(case)
    finish(case)


CATALOGUE = {
    "promise_missing": "B-05",
    "promise_above_legal": "B-05",
    "promise_above_default": "B-05",
    "stages_above_promise": "B-05",
    "guide_missing": "B-06",
    "stages_missing": "B-06",
    "fees_missing": "B-06",
}
"""What is odd about an item → the rule that says so."""


def _suspect_item(case: Case, accepted: Happening) -> None:
    special = case.item.special
    case.suspect(CATALOGUE[special], f"item:{case.item.code}/{VERSION}/{special}", accepted)
