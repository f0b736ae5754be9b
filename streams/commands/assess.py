"""`liangpai assess`: scores of a month, published, objected to, closed, verified and explained."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rules.assessment.periods import Month, Period
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
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Show, explain, publish, close or verify the assessment of a month.

    A closed month is shown as it was frozen; any other as the archive has it now. Closing is refused while workers or
    the sink are behind, before the time for objections is over, while one is open, and while cards wait for
    confirmation. Exit 1: refused, or --verify found a difference.

    Example: liangpai assess 2026-10 --explain u17
    """
    from streams.assessment.place import the_period

    the_period(month)
    _one_way([publish, close, verify, bool(object_to), bool(decide), bool(explain)])
    place = _Place(kafka_bootstrap, prefix, dsn, http)
    if publish or close or object_to or decide:
        way = _Way(key_file, wait, {"actor_id": _named(actor), "reason": reason})
        if object_to or decide:
            _object_or_decide(place, month, way, _said(object_to, decide, decision, points))
        else:
            _freeze(place, month, way, close=close, leave_unconfirmed=leave_unconfirmed)
    elif verify:
        _verify(place, month)
    elif explain:
        _explain(place, month, explain, preview, as_json)
    else:
        _show(place, month, scope, preview, as_json)


class _Place(NamedTuple):
    """Where Kafka and the archive are."""

    bootstrap: str
    prefix: str
    dsn: str
    http: str

    def assessing(self) -> "AbstractContextManager[Assessor]":
        """An assessor at this moment."""
        from streams.assessment.place import assessing

        return assessing(*self, _tell)


class _Way(NamedTuple):
    """How something is done: with which key, how long its outcome is waited for, by whom and why."""

    key_file: Path | None
    wait: float
    who: dict[str, Any]


def _one_way(ways: list[bool]) -> None:
    from streams.exits import Misuse

    if sum(ways) > 1:
        raise Misuse("expected one of --explain, --verify, --publish, --close, --object, --decide.")


def _named(actor: str) -> str:
    from streams.exits import Misuse

    if not actor.strip():
        raise Misuse("found no --actor, expected the staff id of who acts.")
    return actor


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


def _object_or_decide(place: _Place, month: str, way: _Way, said: tuple[str, dict[str, Any]]) -> None:
    from streams.assessment.acting import address_of
    from streams.assessment.place import the_month

    kind, data = said
    _act(
        the_month(month, "an objection"),
        kind,
        data,
        way,
        address_of(place.bootstrap, place.prefix, way.key_file),
    )


def _act(month: "Month", kind: str, data: dict[str, Any], way: _Way, address: "Address") -> None:
    from streams.action_words import refusal_in_words
    from streams.assessment.acting import act_on
    from streams.privacy import Key

    told = act_on(address, Key.load(way.key_file), month, kind, way.wait, {**data, **way.who})
    if told.outcome == "done":
        typer.echo(f"done: {month} is {told.target_state}, revision {told.target_revision}.")
        return
    typer.echo(f"refused: {told.reason} ({' / '.join(refusal_in_words(str(told.reason)))})", err=True)
    raise typer.Exit(1)


def _freeze(place: _Place, said: str, way: _Way, *, close: bool, leave_unconfirmed: bool) -> None:
    """Publish or close: nothing may be behind, the figures are written, then the action names them."""
    import msgspec

    from streams.assessment.acting import address_of, freeze
    from streams.assessment.place import the_month
    from streams.assessment.unready import refuse_unready

    month, address = the_month(said, "closing"), address_of(place.bootstrap, place.prefix, way.key_file)
    with place.assessing() as assessor:
        record = refuse_unready(
            assessor, month, address, close=close, unconfirmed=leave_unconfirmed, wait=LAG_SECONDS
        )
        book = assessor.book(month)
        frozen = assessor.compute(month, book, record)
        manifest = freeze(address, month, frozen, record, book, assessor.now, assessor.court.zone)
    _tell(f"{month}: {manifest.scores:,} scores in {manifest.pieces} pieces, result {manifest.result_sha256}")
    kind = "month_close" if close else "month_publish"
    _act(month, kind, {"manifest": msgspec.to_builtins(manifest)}, way, address)


def _verify(place: _Place, said: str) -> None:
    from streams.assessment.place import the_month
    from streams.assessment.verifying import verify_month

    month = the_month(said, "verifying")
    with place.assessing() as assessor:
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


def _explain(place: _Place, said: str, who: str, preview: bool, as_json: bool) -> None:
    import msgspec

    from streams.assessment import showing
    from streams.assessment.place import the_month
    from streams.assessment.reading import Span

    month = the_month(said, "explaining")
    with place.assessing() as assessor:
        figures = assessor.figures(month, preview=preview)
        score = showing.the_score(figures.frozen.scores, who, month)
        span = Span(month, assessor.court.zone, figures.book.go_live, assessor.today)
        found = showing.evidence(assessor.archive, figures, score, span)
    if as_json:
        typer.echo(msgspec.json.encode({"score": score, "evidence": found}).decode())
        return
    for line in (showing.heading(figures), *showing.score_lines(score), *showing.evidence_lines(found)):
        typer.echo(line)


def _show(place: _Place, said: str, scope: str, preview: bool, as_json: bool) -> None:
    from rules.assessment.scores import SCORED_ZH
    from streams.assessment.place import the_period
    from streams.exits import Misuse

    if scope not in SCORED_ZH:
        raise Misuse(f"found --scope {scope!r}, expected {', '.join(SCORED_ZH)}.")
    period = the_period(said)
    with place.assessing() as assessor:
        if len(period.months) == 1:
            _show_month(assessor, period.months[0], scope, preview, as_json)
        else:
            _show_longer(assessor, period, scope, as_json)


def _show_month(assessor: "Assessor", month: "Month", scope: str, preview: bool, as_json: bool) -> None:
    import msgspec

    from streams.assessment import showing

    figures = assessor.figures(month, preview=preview)
    if as_json:
        typer.echo(msgspec.json.encode({"month": str(month), "scores": figures.frozen.scores}).decode())
        return
    for line in (showing.heading(figures), *showing.summary(figures.frozen.scores, scope)):
        typer.echo(line)


def _show_longer(assessor: "Assessor", period: "Period", scope: str, as_json: bool) -> None:
    import msgspec

    from streams.assessment import showing
    from streams.assessment.longer import longer_scores

    scores = longer_scores(assessor, period)
    if as_json:
        typer.echo(msgspec.json.encode({"period": period.name, "scores": scores}).decode())
        return
    for line in showing.longer(scores, scope):
        typer.echo(line)
