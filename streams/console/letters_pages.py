"""Dead letters: what could not be taken in, by source and reason; one record without personal data; how to replay."""

import shlex
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Block, Choice, Command, Fact, Heading, Line, Said, Sentence
from streams.console.acting import new_id
from streams.console.console import Console
from streams.console.letter_replay import replay_deeds, replayed
from streams.console.letter_words import reasons, why
from streams.console.lists import PAGE, chosen, given, one_page
from streams.console.thing import Id, Row, written_down
from streams.console.visit import Visit, form_of, visit_of
from streams.dead_letters import without_personal_data
from streams.exits import Misuse
from streams.intake.problems import Problem

KEYS = {"before": "stamp", "before_id": "place"}
_HEADS = (
    ("原因", "reason"), ("死信", "letter"), ("来源", "source"), ("办件", "case"), ("位置", "where"),
    ("主题 / 分区 / 位移", "topic / partition / offset"), ("时间", "written"), ("已重放", "sent again"),
)  # fmt: skip
_SUMMARY = (
    ("来源", "source"),
    ("原因", "reason"),
    ("条数（未重放）", "number (not sent again)"),
    ("最近", "newest"),
)


def add_letters(router: APIRouter, console: Console) -> None:
    """The list with its summary, and each letter."""

    @router.get("/console/letters")
    async def letters(request: Request) -> Response:
        visit = await visit_of(console, request, "letters")
        asked = given(visit, "source", "reason", "topic", "waiting", *KEYS)
        rows = await console.shelf.rows("dead_letters_page", limit=PAGE + 1, **asked)
        waiting = await console.shelf.rows("dead_letters_waiting", limit=PAGE)
        page = one_page(visit, rows, KEYS)
        heads = [visit.viewer.word(head) for head in _SUMMARY]
        title = visit.say("未重放的死信，按来源和原因", "Not sent again, by source and reason")
        return visit.page(
            "list.html", visit.say("死信", "Dead letters"), "letters", hint=_hint(visit), choices=_choices(visit),
            here="/console/letters", heads=[visit.viewer.word(head) for head in _HEADS], first=page.first,
            next=page.next, lines=[_line(visit, row) for row in page.rows], pick=False, batch="",
            before=[(title, heads, [_counted(visit, row) for row in waiting])],
        )  # fmt: skip

    @router.get("/console/letters/{letter_id}")
    async def letter(request: Request, letter_id: Id) -> Response:
        visit = await visit_of(console, request, "letters")
        return await _letter(visit, await _the_letter(visit, letter_id), None)

    @router.post("/console/letters/{letter_id}/replay")
    async def replay(request: Request, letter_id: Id) -> Response:
        visit, fields = await form_of(console, request)
        if "letters" not in visit.viewer.places or not replay_deeds(visit):
            raise Problem(404, "no-such-move", "没有这项操作 / No such move")
        row = await _the_letter(visit, letter_id)
        await written_down(visit, "replay", letter_id, str(row["subject"]))
        said = await replayed(visit, row, fields)
        return await _letter(visit, await _the_letter(visit, letter_id), said)


async def _the_letter(visit: Visit, letter_id: str) -> Row:
    rows = await visit.console.shelf.fresh_rows("dead_letter", letter_id=letter_id)
    if not rows:
        raise Problem(404, "no-such-letter", "没有这封死信 / No such letter")
    return rows[0]


async def _letter(visit: Visit, row: Row, said: Said | None) -> Response:
    await written_down(visit, "letter", str(row["id"]), str(row["subject"]))
    return visit.page(
        "told.html", f"{visit.say('死信', 'Dead letter')} {row['id']}", "letters", facts=_facts(visit, row), lists=[],
        blocks=_blocks(visit, row), said=said, deeds=replay_deeds(visit), draft=None, ids=new_id,
        here=f"/console/letters/{row['id']}",
    )  # fmt: skip


def _hint(visit: Visit) -> str:
    return visit.say(
        "每条输入要么处理、要么重复、要么成为死信；死信附有原因，修正以后可以重放。",
        "Every record in is applied, a duplicate, or a dead letter with its reason; after a fix it can be sent again.",
    )


def _choices(visit: Visit) -> list[Choice]:
    say = visit.say
    return [
        chosen(visit, "source", say("来源", "Source")),
        chosen(visit, "reason", say("原因", "Reason"), reasons(visit)),
        chosen(visit, "topic", say("主题", "Topic")),
        chosen(visit, "waiting", say("重放", "Sent again"), {"1": say("未重放", "not yet")}),
    ]


def _line(visit: Visit, row: Any) -> Line:
    viewer = visit.viewer
    cells = (
        why(visit, row["reason"]), str(row["id"] or "—"), str(row["source"] or "—"), str(row["subject"] or "—"),
        str(row["path"] or "—"), _place(row), viewer.when(row["stamp"]),
        viewer.when(row["replayed_at"]),
    )  # fmt: skip
    return Line(f"/console/letters/{row['id']}" if row["id"] else "", cells)


def _place(row: Row) -> str:
    return f"{row['topic']} / {row['partition']} / {row['offset']}"


def _counted(visit: Visit, row: Row) -> Line:
    filters = {"source": row["source"], "reason": row["reason"], "waiting": "1"}
    link = f"/console/letters?{urlencode({name: text for name, text in filters.items() if text})}"
    cells = (
        str(row["source"] or "—"),
        why(visit, row["reason"]),
        f"{row['records']:,}",
        visit.viewer.when(row["newest"]),
    )
    return Line(link, cells)


def _facts(visit: Visit, row: Row) -> list[Fact]:
    viewer, say = visit.viewer, visit.say
    return [
        Fact(say("原因", "Reason"), why(visit, row["reason"])),
        Fact(say("位置", "Where"), str(row["path"] or "—")),
        Fact(say("来源", "Source"), str(row["source"] or "—")),
        Fact(say("办件", "Case"), str(row["subject"] or "—")),
        Fact(say("主题 / 分区 / 位移", "Topic / partition / offset"), _place(row)),
        Fact(say("写下时间", "Written"), viewer.when(row["stamp"])),
        Fact(say("原记录时间", "Its record's time"), viewer.when(row["record_stamp"])),
        Fact(say("已重放", "Sent again"), viewer.when(row["replayed_at"])),
    ]  # fmt: skip


def _blocks(visit: Visit, row: Row) -> list[Block]:
    """The record without personal data, and the commands that send it again."""
    say = visit.say
    command = ["liangpai", "dead-letters", "replay"]
    narrowed = ["--source", str(row["source"])] if row["source"] else []
    replay = shlex.join([*command, *narrowed, "--reason", str(row["reason"]), "--dry-run"])
    return [
        Heading(say("原始记录（个人信息已遮蔽）", "The record, personal data masked")),
        Sentence(_original(visit, row)),
        Heading(say("如何重放", "How to send it again")),
        Sentence(
            say(
                "先修正原因（程序版本、时钟、来源系统），再由管理员在本页重放，或由运维人员执行："
                "先加 --dry-run 试算，无误后去掉。",
                "Fix the cause first (program, clock, source system); then an administrator sends it again here, or "
                "whoever runs the system by this command: first with --dry-run, then without.",
            )
        ),
        Command(f"{replay} --key-file deployment.key"),
    ]


def _original(visit: Visit, row: Row) -> str:
    if not row["sealed"] or not row["original"]:
        return visit.say(
            "档案库没有保存（来时未加密，或者没有内容）。",
            "The archive keeps none (it came unsealed, or had no value).",
        )
    try:
        raw = visit.console.key.unseal(str(row["original"]))
    except Misuse:
        return visit.say(
            "由另一部署密钥加密，无法打开。", "It was sealed with another key and cannot be opened."
        )
    hidden = visit.say(
        f"{len(raw):,}字节，无法判断是否含有个人信息，不予显示。",
        f"{len(raw):,} bytes that may hold personal data; they are not shown.",
    )
    return without_personal_data(raw, visit.console.key) or hidden
