"""`liangpai assess`: scores of a month, published, objected to, closed, verified and explained."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.settings import Bootstrap, Dsn, HttpAddress, KeyFile, Prefix

if TYPE_CHECKING:
    from rules.assessment.periods import Month
    from streams.assessment.computing import Assessor
    from streams.sending import Address

LAG_SECONDS = 20.0
"""How long workers and the sink are waited for before a month is refused because they are behind."""


def assess(
    month: Annotated[
        str, typer.Argument(help="2026-10; also 2026-Q4, 2026-H2, 2026: the mean of its months.")
    ],
    explain: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="One score down to its events: u17, unit:430100-ZJ, item:…"),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Recompute a closed month; exit 1 if anything differs.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="As the archive has it now, even if closed.")
    ] = False,
    scope: Annotated[str, typer.Option(help="What is listed: person, post, unit, item, region.")] = "unit",
    as_json: Annotated[
        bool, typer.Option("--json", help="All scores, or the explained one, as JSON.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="公示: publish the figures; needs --actor.")
    ] = False,
    close: Annotated[
        bool, typer.Option("--close", help="结账: freeze the figures for good; needs --actor.")
    ] = False,
    object_to: Annotated[
        str | None,
        typer.Option("--object", metavar="SCORE", help="异议 to person:u17 or unit:…; --actor, --reason."),
    ] = None,
    decide: Annotated[
        str | None, typer.Option(metavar="OBJECTION", help="Decide on one: --decision, --actor, --reason.")
    ] = None,
    decision: Annotated[str | None, typer.Option(help="With --decide: grant or deny.")] = None,
    points: Annotated[
        str | None, typer.Option(help="With --decide: points a granted one gives or takes.")
    ] = None,
    leave_unconfirmed: Annotated[
        bool,
        typer.Option("--leave-unconfirmed", help="Publish or close although cards wait to be confirmed."),
    ] = False,
    actor: Annotated[
        str, typer.Option(help="Staff id of who acts; the register says what they may do.")
    ] = "",
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the outcome of an action.")] = 30.0,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: HttpAddress = "127.0.0.1:8090",
) -> None:
    """Show, explain, publish, close or verify the assessment of a month.

    A closed month is shown as it was frozen; any other as the archive has it now. Closing is refused while workers or
    the sink are behind, before the time for objections is over, while one is open, and while cards wait for
    confirmation. Exit 1: refused, or --verify found a difference.

    Example: liangpai assess 2026-10 --explain u17
    """
    from streams.assessment.acting import address_of
    from streams.assessment.place import assessing, the_month, the_period
    from streams.exits import Misuse

    ways = [publish, close, verify, bool(object_to), bool(decide), bool(explain)]
    if sum(ways) > 1:
        raise Misuse("expected one of --explain, --verify, --publish, --close, --object, --decide.")
    the_period(month)
    acts = publish or close or object_to or decide
    if acts and not actor.strip():
        raise Misuse("found no --actor, expected the staff id of who acts.")
    if object_to or decide:
        kind, data = _said(object_to, decide, decision, points)
        _act(
            the_month(month, "an objection"),
            kind,
            {**data, "actor_id": actor, "reason": reason},
            wait,
            address_of(kafka_bootstrap, prefix, key_file),
            key_file,
        )
        return
    with assessing(kafka_bootstrap, prefix, dsn, http, _tell) as assessor:
        if publish or close:
            _freeze(
                assessor,
                the_month(month, "closing"),
                close,
                leave_unconfirmed,
                {"actor_id": actor, "reason": reason},
                wait,
                address_of(kafka_bootstrap, prefix, key_file),
                key_file,
            )
        elif verify:
            _verify(assessor, the_month(month, "verifying"))
        elif explain:
            _explain(assessor, the_month(month, "explaining"), explain, preview, as_json)
        else:
            _show(assessor, month, scope, preview, as_json)


def _tell(step: str) -> None:
    typer.echo(step, err=True)


def _said(
    object_to: str | None, decide: str | None, decision: str | None, points: str | None
) -> tuple[str, dict[str, Any]]:
    from streams.exits import Misuse

    if object_to:
        return "score_object", {"scope": object_to}
    if decision not in ("grant", "deny"):
        raise Misuse(f"found --decision {decision!r}, expected grant or deny.")
    return "score_decide", {"objection_id": decide, "decision": decision, "points": points}


def _act(
    month: "Month", kind: str, data: dict[str, Any], wait: float, address: "Address", key_file: Path | None
) -> None:
    from streams.action_words import refusal_in_words
    from streams.assessment.acting import act_on
    from streams.privacy import Key

    told = act_on(address, Key.load(key_file), month, kind, wait, data)
    if told.outcome == "done":
        typer.echo(f"done: {month} is {told.target_state}, revision {told.target_revision}.")
        return
    typer.echo(f"refused: {told.reason} ({' / '.join(refusal_in_words(str(told.reason)))})", err=True)
    raise typer.Exit(1)


def _freeze(
    assessor: "Assessor",
    month: "Month",
    close: bool,
    leave_unconfirmed: bool,
    data: dict[str, Any],
    wait: float,
    address: "Address",
    key_file: Path | None,
) -> None:
    """Publish or close: nothing may be behind, the figures are written, then the action names them."""
    import msgspec

    from streams.assessment.acting import freeze
    from streams.assessment.months import month_record
    from streams.assessment.unready import refuse_unready

    record = month_record(assessor.archive, month)
    refuse_unready(
        assessor, month, record, address, close=close, unconfirmed=leave_unconfirmed, wait=LAG_SECONDS
    )
    book = assessor.book(month)
    frozen = assessor.compute(month, book, record)
    manifest = freeze(address, month, frozen, record, book, assessor.now, assessor.court.zone)
    _tell(f"{month}: {manifest.scores:,} scores in {manifest.pieces} pieces, result {manifest.result_sha256}")
    kind = "month_close" if close else "month_publish"
    _act(month, kind, {**data, "manifest": msgspec.to_builtins(manifest)}, wait, address, key_file)


def _verify(assessor: "Assessor", month: "Month") -> None:
    from streams.assessment.verifying import verify_month

    found = verify_month(assessor, month)
    if found.identical:
        typer.echo(f"identical: {found.scores:,} scores of {month}, SHA-256 {found.manifest_sha256}.")
        return
    for sentence in found.formulas:
        typer.echo(f"formula: {sentence}")
    for sentence in found.since:
        typer.echo(f"archive: {sentence}")
    typer.echo(
        f"{month} differs: {len(found.formulas):,} scores by the formulas, {len(found.since):,} facts since the close; "
        "what changed since is put right in the next month that is closed.",
        err=True,
    )
    raise typer.Exit(1)


def _explain(assessor: "Assessor", month: "Month", said: str, preview: bool, as_json: bool) -> None:
    import msgspec

    from streams.assessment import showing
    from streams.assessment.reading import Span

    figures = assessor.figures(month, preview=preview)
    score = showing.the_score(figures.frozen.scores, said, month)
    span = Span(month, assessor.court.zone, figures.book.go_live, assessor.today)
    found = showing.evidence(assessor.archive, figures, score, span)
    if as_json:
        typer.echo(msgspec.json.encode({"score": score, "evidence": found}).decode())
        return
    for line in (showing.heading(figures), *showing.score_lines(score), *showing.evidence_lines(found)):
        typer.echo(line)


def _show(assessor: "Assessor", said: str, scope: str, preview: bool, as_json: bool) -> None:
    import msgspec

    from rules.assessment.scores import SCORED_ZH
    from streams.assessment import showing
    from streams.assessment.longer import longer_scores
    from streams.assessment.place import the_period
    from streams.exits import Misuse

    if scope not in SCORED_ZH:
        raise Misuse(f"found --scope {scope!r}, expected {', '.join(SCORED_ZH)}.")
    period = the_period(said)
    if len(period.months) == 1:
        figures = assessor.figures(period.months[0], preview=preview)
        if as_json:
            typer.echo(msgspec.json.encode({"month": said, "scores": figures.frozen.scores}).decode())
            return
        typer.echo(showing.heading(figures))
        lines = showing.summary(figures.frozen.scores, scope)
    else:
        scores = longer_scores(assessor, period)
        if as_json:
            typer.echo(msgspec.json.encode({"period": said, "scores": scores}).decode())
            return
        lines = showing.longer(scores, scope)
    for line in lines:
        typer.echo(line)
