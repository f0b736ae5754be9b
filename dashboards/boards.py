"""Which boards there are, and what stands on each, from left to right and from top to bottom."""

from typing import NamedTuple

CITY, PEOPLE = "liangpai", "liangpai-people"
"""The folders: what everybody who sees the city may see, and what names members of staff."""


class Place(NamedTuple):
    """A panel of the catalogue on a board, and how much of it: of 24 columns, and in rows of some 30 pixels."""

    panel: str
    width: int
    height: int


class Row(NamedTuple):
    """A row of places under a heading."""

    zh: str
    en: str
    places: tuple[Place, ...]


class Board(NamedTuple):
    """A board: `uid` is in its address and never changes; `since` is the span it opens with."""

    uid: str
    zh: str
    en: str
    means_zh: str
    means_en: str
    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    since: str = "now-30d/d"
    folder: str = CITY


def _row(zh: str, en: str, *places: tuple[str, int, int]) -> Row:
    return Row(zh, en, tuple(Place(*place) for place in places))


_CODES = ("region", "department", "item")

BOARDS = (
    Board(
        "liangpai-city",
        "城市总览",
        "City overview",
        "一张屏看全市：今天和所选期间的受理、办结、亮牌、按期、评价、整改。",
        "The city on one screen: acceptance, closing, cards, time, ratings and tickets of today and of the period.",
        _CODES,
        (
            _row(
                "今天",
                "Today",
                ("accepted_today", 4, 4),
                ("ended_today", 4, 4),
                ("open_cases", 4, 4),
                ("overdue_open", 4, 4),
                ("open_tickets", 4, 4),
                ("overdue_tickets", 4, 4),
            ),
            _row(
                "所选期间",
                "In the period",
                ("warnings", 4, 4),
                ("yellow_cards", 4, 4),
                ("red_cards", 4, 4),
                ("on_time_promise", 4, 4),
                ("on_time_legal", 4, 4),
                ("satisfied_rate", 4, 4),
            ),
            _row(
                "走势",
                "Trend",
                ("cases_by_day", 12, 9),
                ("cards_by_day", 12, 9),
                ("rating_structure", 8, 9),
                ("ticket_funnel", 16, 9),
            ),
            _row("部门", "Departments", ("departments", 24, 14)),
        ),
    ),
    Board(
        "liangpai-limits",
        "时限",
        "Time limits",
        "接下来什么到期、在谁那里，已经超期的有哪些。",
        "What falls due next and with whom, and what is past.",
        _CODES,
        (
            _row(
                "到期",
                "Due",
                ("open_cases", 4, 4),
                ("overdue_open", 4, 4),
                ("on_time_promise", 4, 4),
                ("on_time_legal", 4, 4),
                ("warnings", 4, 4),
                ("yellow_cards", 4, 4),
                ("due_days", 24, 8),
                ("due_by_department", 12, 12),
                ("due_next", 12, 12),
            ),
            _row("超期", "Past", ("overdue_wall", 24, 12)),
            _row("期间", "In the period", ("on_time_by_department", 12, 10), ("limit_cards_by_rule", 12, 10)),
        ),
    ),
    Board(
        "liangpai-procedure",
        "程序与依据",
        "Procedure and basis",
        "步骤、权限、材料、收费、依据上的问题。",
        "What is wrong with steps, authority, materials, fees and bases.",
        _CODES,
        (
            _row(
                "分布",
                "Spread",
                ("procedure_cards_by_rule", 12, 10),
                ("procedure_cards_by_day", 12, 10),
                ("procedure_by_department", 24, 10),
            ),
            _row("清单", "List", ("procedure_cards", 24, 14)),
        ),
    ),
    Board(
        "liangpai-ratings",
        "评价与整改",
        "Ratings and tickets",
        "群众怎么评，差评怎么办，办到哪一步。",
        "How citizens rate, and what becomes of bad ratings.",
        _CODES,
        (
            _row(
                "评价",
                "Ratings",
                ("satisfied_rate", 4, 8),
                ("bad_rate", 4, 8),
                ("rating_structure", 8, 8),
                ("ratings_left_out", 8, 8),
                ("ratings_by_day", 12, 9),
                ("ratings_by_channel", 12, 9),
                ("bad_ratings_by_item", 24, 9),
            ),
            _row(
                "整改",
                "Tickets",
                ("open_tickets", 4, 9),
                ("overdue_tickets", 4, 9),
                ("ticket_funnel", 16, 9),
                ("four_counters", 12, 8),
                ("call_back", 12, 8),
                ("tickets_overdue", 12, 12),
                ("tickets_open", 12, 12),
            ),
        ),
    ),
    Board(
        "liangpai-department",
        "部门",
        "Department",
        "一个部门（或几个）：在办、到期、亮牌、评价、整改，和它的事项。",
        "One department or several: open cases, what falls due, cards, ratings, tickets, and its items.",
        _CODES,
        (
            _row(
                "概况",
                "Figures",
                ("accepted_today", 4, 4),
                ("open_cases", 4, 4),
                ("overdue_open", 4, 4),
                ("on_time_promise", 4, 4),
                ("satisfied_rate", 4, 4),
                ("overdue_tickets", 4, 4),
            ),
            _row("走势", "Trend", ("cases_by_day", 12, 8), ("cards_by_day", 12, 8)),
            _row("要办的", "To do", ("due_next", 12, 10), ("overdue_wall", 12, 10), ("tickets_open", 24, 10)),
            _row("事项与牌", "Items and cards", ("items", 24, 10), ("cards", 24, 12)),
        ),
    ),
    Board(
        "liangpai-item",
        "事项",
        "Item",
        "一个事项（或几个）：用时、按期、亮牌、评价。",
        "One item or several: days used, time, cards, ratings.",
        _CODES,
        (
            _row(
                "概况",
                "Figures",
                ("open_cases", 4, 4),
                ("overdue_open", 4, 4),
                ("on_time_promise", 4, 4),
                ("on_time_legal", 4, 4),
                ("satisfied_rate", 4, 4),
                ("red_cards", 4, 4),
            ),
            _row("用时与走势", "Days used, trend", ("days_used", 12, 9), ("cases_by_day", 12, 9)),
            _row("各事项", "Items", ("items", 24, 12), ("bad_ratings_by_item", 24, 8), ("cards", 24, 10)),
        ),
    ),
    Board(
        "liangpai-person",
        "人员",
        "Person",
        "工作人员个人：只给有权查看的人。",
        "Single members of staff: for those entitled only.",
        (*_CODES, "person"),
        (
            _row("各工作人员", "Staff", ("people", 24, 14)),
            _row("名下的牌", "Cards", ("person_cards", 24, 14)),
        ),
        folder=PEOPLE,
    ),
    Board(
        "liangpai-composite",
        "并联与一件事",
        "Composite cases",
        "多部门办件：谁在等谁，谁超了。",
        "Cases of many departments: who waits for whom, and who is late.",
        _CODES,
        (
            _row("概况", "Figures", ("composite_open", 6, 9), ("composite_cards_by_rule", 18, 9)),
            _row("协办部门", "Cooperating departments", ("branches_by_department", 24, 10)),
            _row("清单", "List", ("composite_cases", 24, 12)),
        ),
    ),
    Board(
        "liangpai-data",
        "数据质量",
        "Data quality",
        "数据来没来、来得晚不晚、收不收得下。",
        "Whether data come, come late, and can be taken in.",
        ("region", "department"),
        (
            _row(
                "来源",
                "Sources",
                ("sources", 16, 10),
                ("silent_sources", 4, 10),
                ("dead_letters", 4, 10),
                ("counted_days", 24, 8),
            ),
            _row("迟录", "Entered late", ("late_entry", 12, 9), ("late_entry_by_department", 12, 9)),
            _row("死信", "Dead letters", ("dead_letters_by_reason", 12, 9), ("dead_letters_by_day", 12, 9)),
        ),
    ),
    Board(
        "liangpai-leads",
        "线索",
        "Leads",
        "值得有人去看的迹象；线索不是牌，不计分。",
        "Signs that a person should look at; no cards, and in no score.",
        _CODES,
        (
            _row("概况", "Figures", ("open_leads", 6, 9), ("leads_by_rule", 9, 9), ("leads_by_day", 9, 9)),
            _row("清单", "List", ("leads", 24, 14)),
        ),
    ),
    Board(
        "liangpai-assessment",
        "考核趋势",
        "Assessment trend",
        "按月看按期、满意、亮牌；关账月份的单位得分。",
        "Time, ratings and cards by month; scores of units in closed months.",
        _CODES,
        (
            _row(
                "按月",
                "By month",
                ("months_on_time", 8, 9),
                ("months_satisfied", 8, 9),
                ("months_cards", 8, 9),
            ),
            _row("考核", "Assessment", ("months", 12, 10), ("unit_scores", 12, 10)),
        ),
        since="now-12M/M",
    ),
)
