"""Rulebooks as published: versions and notices; of a version its rules, what the lint finds, and its items."""

import asyncio
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from dashboards.console.models import Block, Choice, Command, Fact, Grid, Heading, Line, Listing, Sentence
from rules.rule_table import RULES
from rules.rulebook import Item, Rulebook, RuleSettings
from rules.zone import iso_date
from streams.card_words import COLOURS, rule_name
from streams.console.console import Console
from streams.console.lists import chosen, sliced, units
from streams.console.visit import Visit, visit_of
from streams.intake.problems import Problem
from streams.rulebook_folder import LoadedRulebook
from streams.rulebook_folder.placed import PlacedFinding, placed_findings

MOST_FINDINGS = 200
Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{8,128}$")]
_VERSIONS = (
    ("版本", "version"), ("名称", "name"), ("生效日", "in force from"), ("事项数", "items"), ("发布时间", "published"),
    ("现行", "now"), ("校验值", "hash"),
)  # fmt: skip
_ITEMS = (
    ("编码", "code"), ("名称", "name"), ("单位", "unit"), ("版本", "version"), ("期限口径", "days"),
    ("承诺时限", "promise"), ("法定时限", "legal limit"),
)  # fmt: skip
_RULES = (
    ("规则", "rule"),
    ("启用", "on"),
    ("颜色", "colours"),
    ("生效方式", "takes effect"),
    ("参数", "parameters"),
)
_STAGES = (
    ("环节", "stage"), ("名称", "name"), ("角色", "role"), ("必经", "required"), ("先行环节", "after"),
    ("时限", "days"),
)  # fmt: skip
_MATERIALS = (
    ("材料", "material"),
    ("名称", "name"),
    ("必要", "required"),
    ("可共享", "obtainable by sharing"),
)
_FINDINGS = (("位置", "where"), ("代码", "code"), ("问题", "what"))
_DAY_KINDS = {"working": ("工作日", "working days"), "natural": ("自然日", "all days")}
_OPEN_END = date.max.toordinal() - 366
"""From here on a validity is taken as open."""


def add_rulebook(router: APIRouter, console: Console) -> None:
    """The versions, a version, and its items."""
    lint = _Lint()

    @router.get("/console/rulebook")
    async def versions(request: Request) -> Response:
        return _versions(await visit_of(console, request, "rulebook"))

    @router.get("/console/rulebook/{book}")
    async def version(request: Request, book: Hash) -> Response:
        visit = await visit_of(console, request, "rulebook")
        loaded = _loaded(visit, book)
        return _version(visit, loaded, await lint.of(loaded))

    @router.get("/console/rulebook/{book}/items")
    async def items(request: Request, book: Hash) -> Response:
        visit = await visit_of(console, request, "rulebook")
        return _items(visit, _loaded(visit, book).rulebook)

    @router.get("/console/rulebook/{book}/items/{code:path}")
    async def item(request: Request, book: Hash, code: str) -> Response:
        visit = await visit_of(console, request, "rulebook")
        return _item(visit, _loaded(visit, book).rulebook, code)


class _Lint:
    """What the lint finds, once for each version: it takes seconds for a large one."""

    def __init__(self) -> None:
        self._found: dict[str, list[PlacedFinding]] = {}

    async def of(self, loaded: LoadedRulebook) -> list[PlacedFinding]:
        """The findings of a version."""
        name = loaded.rulebook.rulebook_hash
        if name not in self._found:
            self._found[name] = await asyncio.to_thread(placed_findings, loaded)
        return self._found[name]


def _loaded(visit: Visit, book: str) -> LoadedRulebook:
    """The version of that hash. Raises Problem 404."""
    for version in visit.console.shelf.published().versions:
        if version.loaded.rulebook.rulebook_hash == book:
            return version.loaded
    raise Problem(404, "no-such-version", "没有这个版本 / No such version")


def _versions(visit: Visit) -> Response:
    say, published = visit.say, visit.console.shelf.published()
    now = visit.viewer.office.register.rulebook_hash
    lines = [
        Line(
            f"/console/rulebook/{book.rulebook_hash}",
            (
                book.version, book.name, iso_date(book.valid_from), f"{len(book.items):,}",
                visit.viewer.office.zone.wall(each.stamp) if each.stamp else "—",
                say("现行", "in force") if book.rulebook_hash == now else "—", book.rulebook_hash[:16],
            ),
            at=0,
        )
        for each in reversed(published.versions)
        for book in (each.loaded.rulebook,)
    ]  # fmt: skip
    notices = [
        Line("", (str(each.notice.year), str(len(each.notice.days)), each.notice_hash[:16]))
        for each in published.notices
    ]
    calendar = Fact(say("日历", "Calendar"), published.calendar.version)
    heads = [say("年份", "year"), say("天数", "days named"), say("校验值", "hash")]
    return visit.page(
        "told.html", say("规则库", "Rulebook"), "rulebook", facts=[calendar], blocks=[],
        lists=[
            Listing(say("版本", "Versions"), [visit.viewer.word(head) for head in _VERSIONS], lines),
            Listing(say("单独发布的放假安排", "Notices of days off, published by themselves"), heads, notices),
        ],
    )  # fmt: skip


def _version(visit: Visit, loaded: LoadedRulebook, findings: list[PlacedFinding]) -> Response:
    book, say = loaded.rulebook, visit.say
    here = f"/console/rulebook/{book.rulebook_hash}"
    counts = {
        say("事项", "items"): f"{len(book.items):,}", say("单位", "units"): f"{len(book.units):,}",
        say("人员", "staff"): f"{len(book.staff):,}", say("路由", "routes"): f"{len(book.routes):,}",
        say("容错免责备案", "exemptions"): f"{len(book.exemptions):,}",
        say("偏离", "deviations"): f"{len(book.deviations):,}",
    }  # fmt: skip
    facts = [
        Fact(say("名称", "Name"), book.name),
        Fact(say("生效日", "In force from"), iso_date(book.valid_from)),
        Fact(say("时区", "Zone"), book.zone),
        Fact(say("校验值", "Hash"), book.rulebook_hash),
        Fact(say("内容", "In it"), say("，", ", ").join(f"{name} {count}" for name, count in counts.items())),
        Fact(say("事项清单", "Items"), say("查看全部事项", "all items"), f"{here}/items"),
    ]
    found = [
        Line("", (f"{each.file}:{each.row}:{each.column}", each.code, each.sentence))
        for each in findings[:MOST_FINDINGS]
    ]
    title = say(f"检查结果：{len(findings):,}项", f"What the lint finds: {len(findings):,}")
    return visit.page(
        "told.html", f"{say('规则库', 'Rulebook')} {book.version}", "rulebook", facts=facts,
        lists=[
            Listing(title, [visit.viewer.word(head) for head in _FINDINGS], found),
            Listing(say("规则", "Rules"), [visit.viewer.word(head) for head in _RULES], _rules(visit, book)),
        ],
        blocks=_trial(visit),
    )  # fmt: skip


def _trial(visit: Visit) -> list[Block]:
    """How a change is tried before it is published."""
    said = visit.say(
        "修改前先试算：哪些牌会出现、消失或者改变，按单位列出；试算不发布、不改变任何内容。",
        "Try a change first: which cards would appear, disappear or change, by office; nothing is published.",
    )
    return [
        Heading(visit.say("试算", "Dry run")),
        Sentence(said),
        Command("liangpai rulebook diff A B --archive --months 3"),
    ]


def _rules(visit: Visit, book: Rulebook) -> list[Line]:
    return [
        Line("", _rule(visit, rule_id, book.rules[rule_id])) for rule_id in RULES if rule_id in book.rules
    ]


def _rule(visit: Visit, rule_id: str, settings: RuleSettings) -> tuple[str, ...]:
    word, say = visit.viewer.word, visit.say
    modes = {"automatic": say("自动", "by itself"), "confirm": say("经确认", "once confirmed")}
    shown = {name: value for name, value in settings.parameters.items() if value not in (None, ())}
    return (
        f"{rule_id} {word(rule_name(rule_id))}", say("是", "yes") if settings.enabled else say("否", "no"),
        say("、", ", ").join(word(COLOURS[each]) for each in settings.colours.values()),
        say("、", ", ").join(dict.fromkeys(modes.get(each, each) for each in settings.modes.values())),
        "; ".join(f"{name} = {_text(value)}" for name, value in shown.items()) or "—",
    )  # fmt: skip


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _items(visit: Visit, book: Rulebook) -> Response:
    said, unit = visit.asked("name").casefold(), visit.asked("dept_code")
    found = [
        versions[-1]
        for code, versions in sorted(book.items.items())
        if (said in code.casefold() or said in versions[-1].name.casefold())
        and unit in ("", versions[-1].dept_code)
    ]
    page, first, following = sliced(visit, found)
    return visit.page(
        "list.html", visit.say(f"事项 · 规则库 {book.version}", f"Items · rulebook {book.version}"), "rulebook",
        hint=f"{len(found):,}", choices=_choices(visit, book), here=visit.request.url.path,
        heads=[visit.viewer.word(head) for head in _ITEMS], first=first, next=following,
        lines=[_item_line(visit, book, item) for item in page], pick=False, batch="",
    )  # fmt: skip


def _choices(visit: Visit, book: Rulebook) -> list[Choice]:
    shown = units(visit) or {code: unit.name for code, unit in book.units.items()}
    return [
        chosen(visit, "name", visit.say("编码或名称", "Code or name")),
        chosen(visit, "dept_code", visit.say("单位", "Unit"), shown),
    ]


def _item_line(visit: Visit, book: Rulebook, item: Item) -> Line:
    cells = (
        item.item_code, item.name, visit.viewer.unit(item.dept_code), item.version,
        visit.viewer.word(_DAY_KINDS[item.day_kind]), _days(item.promise_days), _days(item.legal_days),
    )  # fmt: skip
    return Line(f"/console/rulebook/{book.rulebook_hash}/items/{quote(item.item_code, safe='')}", cells, at=0)


def _days(days: int | None) -> str:
    return "—" if days is None else str(days)


def _item(visit: Visit, book: Rulebook, code: str) -> Response:
    versions = book.items.get(code)
    if not versions:
        raise Problem(404, "no-such-item", "没有这个事项 / No such item")
    newest, say = versions[-1], visit.say
    facts = [
        Fact(say("编码", "Code"), code),
        Fact(say("单位", "Unit"), visit.viewer.unit(newest.dept_code)),
        Fact(
            say("规则库", "Rulebook"),
            f"{book.name} {book.version}",
            f"/console/rulebook/{book.rulebook_hash}",
        ),
    ]
    blocks = [block for item in reversed(versions) for block in _item_blocks(visit, item)]
    return visit.page("told.html", newest.name, "rulebook", facts=facts, lists=[], blocks=blocks)


def _item_blocks(visit: Visit, item: Item) -> list[Block]:
    """A version of an item: its limits, its flow, what it asks for."""
    word, say = visit.viewer.word, visit.say
    until = iso_date(item.valid_to) if item.valid_to < _OPEN_END else say("长期", "open")
    yes, no = say("是", "yes"), say("否", "no")
    stages = tuple(
        (
            each.stage_code, each.name, each.role, yes if each.required else no, "; ".join(each.after) or "—",
            _days(each.limit_days),
        )
        for each in sorted(item.stages.values(), key=lambda stage: stage.position)
    )  # fmt: skip
    materials = tuple(
        (each.material_code, each.name, yes if each.required else no, yes if each.shareable else no)
        for each in item.materials.values()
    )
    kind = word(_DAY_KINDS[item.day_kind])
    limits = say(
        f"承诺{_days(item.promise_days)}、法定{_days(item.legal_days)}，按{kind}计。",
        f"Promise {_days(item.promise_days)}, legal limit {_days(item.legal_days)}, in {kind}.",
    )
    return [
        Heading(say("版本", "Version") + f" {item.version}: {iso_date(item.valid_from)} – {until}"),
        Sentence(limits),
        *([Grid(tuple(word(head) for head in _STAGES), stages)] if stages else []),
        *([Grid(tuple(word(head) for head in _MATERIALS), materials)] if materials else []),
    ]
