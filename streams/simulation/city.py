"""The simulated city: forty departments, their items with stages, and the people who handle them."""

from dataclasses import dataclass
from functools import cached_property

from streams.simulation.names import DEPARTMENTS

REGION = "430100"
LEGAL_DAYS, LEGAL_DAYS_JOINT = 20, 45  # 行政许可法 42, where an item names none


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a flow; a flow is groups of steps, those of one group run side by side."""

    code: str
    name: str
    role: str
    limit: int
    required: bool = True
    statutory: bool = False


HANDLE = Step("handle", "承办", "handle", 3)
REVIEW = Step("review", "审核", "review", 2)
APPROVE = Step("approve", "批准", "approve", 2)


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of working shared by many items; `weight` is how often citizens ask for such an item."""

    name: str
    weight: int
    promise: int
    legal: int | None
    flow: tuple[tuple[Step, ...], ...] = ()
    natural: bool = False
    joint: bool = False
    instant: bool = False


PROFILES = (
    Profile("instant", 100, 1, 5, instant=True),
    Profile("quick", 50, 3, 10, ((Step("handle", "承办", "handle", 1),),)),
    Profile(
        "plain", 40, 5, 10, ((Step("handle", "承办", "handle", 2),), (Step("approve", "批准", "approve", 1),))
    ),
    Profile("single", 40, 7, None, ((HANDLE,),)),
    Profile("equal", 10, 5, 5, ((Step("handle", "承办", "handle", 2),),)),
    Profile("full", 25, 12, 20, ((HANDLE,), (REVIEW,), (APPROVE,))),
    Profile("natural", 15, 15, 30, ((HANDLE,), (Step("approve", "批准", "approve", 4),)), natural=True),
    Profile(
        "parallel",
        10,
        15,
        20,
        (
            (HANDLE,),
            (Step("site", "现场勘查", "handle", 4), Step("expert", "专家意见", "review", 4)),
            (APPROVE,),
        ),
    ),
    Profile(
        "statutory",
        10,
        18,
        20,
        (
            (HANDLE,),
            (Step("notice", "公示", "handle", 5, statutory=True),),
            (Step("archive", "归档校核", "review", 2, required=False),),
            (APPROVE,),
        ),
    ),
    Profile("joint", 5, 20, None, ((HANDLE,), (REVIEW,), (APPROVE,)), joint=True),
)


def predecessors(profile: Profile, place: int) -> tuple[str, ...]:
    """What the steps of the flow's group `place` come after: the group before, and on past optional ones."""
    codes: tuple[str, ...] = ()
    for group in reversed(profile.flow[:place]):
        codes = tuple(step.code for step in group) + codes
        if any(step.required for step in group):
            break
    return codes


@dataclass(frozen=True)
class Item:
    """One catalogue item (事项). `legal` None: the catalogue names no limit, so the law's default holds."""

    code: str
    name: str
    dept: str
    profile: Profile
    certificate: bool
    fee: bool

    @cached_property
    def legal_days(self) -> int:
        """The legal limit in force, in the item's day kind."""
        return self.profile.legal or (LEGAL_DAYS_JOINT if self.profile.joint else LEGAL_DAYS)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All stages in the order of the flow."""
        return tuple(step for group in self.profile.flow for step in group)

    @property
    def serial(self) -> bool:
        """Whether the first two stages are required and follow one another."""
        flow = self.profile.flow
        return len(flow) > 1 and all(len(group) == 1 and group[0].required for group in flow[:2])


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff; `post` says which role of a flow is theirs."""

    staff_id: str
    name: str
    dept: str
    post: str


@dataclass(frozen=True, slots=True)
class Office:
    """A department and its people by post."""

    code: str
    name: str
    kind: str
    leader: Person
    people: dict[str, tuple[Person, ...]]


@dataclass(frozen=True, slots=True)
class City:
    """All items, with the running weights by which citizens choose, and all offices by code."""

    items: tuple[Item, ...]
    offices: dict[str, Office]


POSTS = ("handle", "review", "approve")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def build_city() -> City:
    """The same city every time: only its traffic depends on the seed."""
    offices = {f"{REGION}-{code}": _office(n, code, name) for n, (code, name, *_) in enumerate(DEPARTMENTS)}
    titles = [(f"{REGION}-{code}", title) for code, _, *titles in DEPARTMENTS for title in titles]
    return City(tuple(_item(n, dept, title) for n, (dept, title) in enumerate(titles)), offices)


def _item(number: int, dept: str, title: str) -> Item:
    profile = PROFILES[number * 7 % len(PROFILES)]
    free = number % 4 != 0
    return Item(f"{REGION}-{number + 1:04d}", title, dept, profile, number % 3 == 0, not free)


def _office(number: int, code: str, name: str) -> Office:
    dept = f"{REGION}-{code}"
    people = {post: tuple(_person(number, dept, post, n) for n in range(2)) for post in POSTS}
    kind = "window" if number % 2 else "bureau"
    return Office(dept, name, kind, _person(number, dept, "leader", 0), people)


def _person(office: int, dept: str, post: str, n: int) -> Person:
    index = office * 7 + ((*POSTS, "leader").index(post)) * 2 + n
    name = (
        _SURNAMES[index % len(_SURNAMES)] + _GIVEN[index * 3 % len(_GIVEN)] + _GIVEN[index * 7 % len(_GIVEN)]
    )
    return Person(f"u{index + 1:04d}", name, dept, post)
