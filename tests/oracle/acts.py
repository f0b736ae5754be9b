"""What people did: without authority, in too few or too many hands, without reasons, or asking for too much."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.oracle.facts import Fact
from tests.oracle.materials import listed, names, word
from tests.oracle.start import item_code
from tests.oracle.verdicts import Bench, Verdict

NOTIFIED = "case.supplement_notified"


def authority(bench: Bench) -> Iterator[Verdict]:
    """P-03: a post that may not handle this stage, or decide at all, in this item and region; a card a person.

    What is not known (post, item, region) speaks against nobody.
    """
    seen = set()
    for fact in bench.case.all("case.stage_entered", "case.stage_left", "case.decided"):
        who = fact.data.get("staff_id")
        if not who or not bench.book.posts or item_code(bench.case) is None:
            continue
        stage = fact.data.get("stage_code")
        occasion = f"staff {who} decision" if stage is None else f"staff {who} stage {stage}"
        post = _post(bench, fact)
        if post and occasion not in seen and not _allowed(bench, fact, post, stage):
            seen.add(occasion)
            yield Verdict("P-03", occasion, "red", fact.time)


def _post(bench: Bench, fact: Fact) -> str | None:
    day = bench.case.day(fact.time)
    rows = [row for row in bench.book.staff if row.staff_id == fact.data["staff_id"]]
    held = [row.post for row in rows if row.valid_from <= day <= row.valid_to]
    return fact.data.get("staff_post") or (held[0] if held else None)


def _allowed(bench: Bench, fact: Fact, post: str, stage: str | None) -> bool:
    day = bench.case.day(fact.time)
    region = fact.data.get("region_code") or (bench.item.region if bench.item else None)
    return any(
        row.post == post
        and row.valid_from <= day <= row.valid_to
        and row.item in ("", item_code(bench.case))
        and (stage is None or row.stage in ("", stage))
        and (row.region == "" or region is None or row.region in _regions(bench, region))
        for row in bench.book.posts
    )


def _regions(bench: Bench, region: str | None) -> list[str]:
    """The region and those it lies in."""
    found: list[str] = []
    while region and region not in found:
        found.append(region)
        region = bench.book.parents.get(region)
    return found


def separation(bench: Bench) -> Iterator[Verdict]:
    """P-04: one person in two of the roles that must be in different hands."""
    if bench.item is None or len(bench.item.separation) < 2:
        return
    taken: dict[str, set[str]] = {}
    for fact in bench.case.all("case.stage_entered", "case.stage_left", "case.decided"):
        who, role = _part(bench, fact)
        if not who or role not in bench.item.separation:
            continue
        before = len(taken.setdefault(who, set()))
        taken[who].add(role)
        if before == 1 and len(taken[who]) == 2:
            yield Verdict("P-04", f"staff {who}", "yellow", fact.time)


def _part(bench: Bench, fact: Fact) -> tuple[str | None, str | None]:
    if fact.type == "case.decided":
        return fact.data.get("approver_id") or fact.data.get("staff_id"), "approve"
    stage = bench.item.stage(fact.data["stage_code"]) if bench.item else None
    return fact.data.get("staff_id"), fact.data.get("role") or (stage.role if stage else None)


def told_at_once(bench: Bench) -> Iterator[Verdict]:
    """P-05: a later notice before acceptance that asks for something new, though nothing new had come in."""
    accepted = bench.case.first("case.accepted")
    earlier: list[Fact] = []
    for notice in bench.case.all(NOTIFIED):
        if accepted is not None and accepted.order < notice.order:
            return
        named = {code for each in earlier for code in each.data["items"]}
        if earlier and any(
            code not in named and not _came_anew(bench, code, earlier[-1], notice)
            for code in notice.data["items"]
        ):
            yield Verdict("P-05", notice.name, "yellow", notice.time)
        earlier.append(notice)


def _came_anew(bench: Bench, code: str, previous: Fact, notice: Fact) -> bool:
    between = [
        each
        for each in bench.case.all("case.material_received", "case.supplement_received")
        if previous.order < each.order < notice.order
    ]
    return any(names(each, code) for each in between)


def reasons(bench: Bench) -> Iterator[Verdict]:
    """P-06: a refusal or return without reason, voucher, or word of one's rights."""
    for fact in bench.case.all("case.not_accepted", "case.decided", "case.closed"):
        if _unreasoned(bench, fact):
            yield Verdict("P-06", fact.name, "yellow", fact.time)


def _unreasoned(bench: Bench, fact: Fact) -> bool:
    brief = len((fact.data.get("reason") or "").strip()) < bench.book.parameter("P-06.min_length")
    rights = fact.data.get("rights_notice")
    untold = rights is False or (isinstance(rights, str) and not rights.strip())
    if fact.type == "case.not_accepted":
        return brief or not fact.has("voucher_no") or untold
    if fact.type == "case.decided":
        return fact.data["result"] == "refused" and (brief or rights is None or untold)
    grounds = [
        each
        for each in bench.case.all("case.not_accepted", NOTIFIED, "case.decided")
        if each.order < fact.order and each.data.get("result") != "approved"
    ]
    agreed = fact.data.get("applicant_confirmed") is True
    return fact.data["kind"] == "returned" and not agreed and not grounds


def complete_but_refused(bench: Bench) -> Iterator[Verdict]:
    """P-07: refused although everything listed is complete; red where all that the guide requires is."""
    for refusal in bench.case.all("case.not_accepted"):
        codes = listed(bench.case, refusal)
        if bench.item is None or refusal.has("referred_to") or not codes:
            continue
        if any(word(bench.case, code, refusal) != "complete" for code in codes):
            continue
        if _still_asked(bench, refusal):
            continue
        required = [each.code for each in bench.item.materials if each.required]
        full = required and all(word(bench.case, code, refusal) == "complete" for code in required)
        yield Verdict("P-07", refusal.name, "red" if full else "yellow", refusal.time)


def _still_asked(bench: Bench, refusal: Fact) -> bool:
    """A supplement was asked for, and nothing came after it before the refusal."""
    told = [
        each
        for each in bench.case.all(NOTIFIED, "case.material_received", "case.supplement_received")
        if each.order < refusal.order
    ]
    notices = [each for each in told if each.type == NOTIFIED]
    return bool(notices) and max(told, key=lambda each: each.order).type == NOTIFIED


def outside_the_guide(bench: Bench) -> Iterator[Verdict]:
    """P-08: a notice that asks for what the guide does not list."""
    guide = {each.code for each in bench.item.materials} if bench.item else set()
    for notice in bench.case.all(NOTIFIED) if guide else []:
        if set(notice.data["items"]) - guide:
            yield Verdict("P-08", notice.name, "yellow", notice.time)


def asked_again(bench: Bench) -> Iterator[Verdict]:
    """P-09: a notice that asks for what is there already, or what the office can fetch itself."""
    shareable = {each.code for each in bench.item.materials if each.shareable} if bench.item else set()
    for notice in bench.case.all(NOTIFIED):
        asked = notice.data["items"]
        if any(code in shareable or word(bench.case, code, notice) == "complete" for code in asked):
            yield Verdict("P-09", notice.name, "yellow", notice.time)


def fees(bench: Bench) -> Iterator[Verdict]:
    """P-10: a fee for what is free, without a standard, or of another amount."""
    for fact in bench.case.all("case.fee_charged"):
        if bench.item is not None and _unfounded(bench, fact):
            yield Verdict("P-10", fact.name, "red", fact.time)


def _unfounded(bench: Bench, fact: Fact) -> bool:
    item = bench.item
    assert item is not None
    if item.free:
        return Decimal(repr(fact.data["amount"])) != 0
    any_fees = any(each.fees for each in bench.book.items)
    if not item.fees and not (item.free is False and any_fees):
        return False
    rows = [row for row in item.fees if row.code == fact.data["fee_code"]]
    if fact.has("standard_id"):
        rows = [row for row in rows if row.standard == fact.data["standard_id"]]
    return all(Decimal(row.amount) != Decimal(repr(fact.data["amount"])) for row in rows)


def interference(bench: Bench) -> Iterator[Verdict]:
    """R-07: a complaint about a forced rating, retaliation, or disclosure of who rated."""
    for complaint in bench.case.all("case.complaint_opened"):
        if complaint.data.get("about") in ("forced_rating", "retaliation", "disclosure"):
            yield Verdict("R-07", complaint.name, "red", complaint.time)


def substance_checks(bench: Bench) -> Iterator[Verdict]:
    """P-17: a check on the spot by fewer people than it takes."""
    for fact in bench.case.all("case.substance_checked"):
        people = {who.strip() for who in fact.data["staff_ids"] if who.strip()}
        if len(people) < bench.book.parameter("P-17.min_staff"):
            yield Verdict("P-17", fact.name, "yellow", fact.time)


def decision_duties(bench: Bench) -> Iterator[Verdict]:
    """P-12 and P-18: decided without the hearing, the public notice, or word to third parties that the item needs."""
    decided, item = bench.case.first("case.decided"), bench.item
    if decided is None or item is None:
        return
    duties = (
        ("P-12", "hearing", "red", item.hearing, "case.hearing_held"),
        ("P-12", "notice", "yellow", item.notice, "case.public_notice"),
        ("P-18", "", "yellow", item.third_party, "case.third_party_notified"),
    )
    for rule, occasion, colour, needed, kind in duties:
        if needed and not any(each.time <= decided.time for each in bench.case.all(kind)):
            yield Verdict(rule, occasion, colour, decided.time)


def odd_endings(bench: Bench) -> Iterator[Verdict]:
    """P-14: given back, voided or withdrawn late in the limit, without the applicant's word for it."""
    kinds = ("returned", "voided", "withdrawn")
    closed = next((each for each in bench.case.all("case.closed") if each.data["kind"] in kinds), None)
    if closed is None or bench.limits is None or bench.start is None:
        return
    decided = bench.case.first("case.decided")
    if closed.data.get("applicant_confirmed") is True or (decided and decided.order < closed.order):
        return
    limit, day = bench.limits.promise or bench.limits.legal, bench.case.day(closed.time)
    used = sum(
        limit.counts(each) and each not in limit.excluded
        for each in map(date.fromordinal, range(bench.start.toordinal() + 1, day.toordinal() + 1))
    )
    early = 100 - bench.book.parameter("P-14.last_percent")
    if bench.start < day <= limit.due and used * 100 > early * (limit.limit + limit.extension):
        yield Verdict("P-14", "", "yellow", closed.time)
