"""Ways of working that many items of the simulated city share: limits, stages, and what has to be observed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a flow; a flow is groups of steps, those of one group run side by side."""

    code: str
    name: str
    role: str
    limit: int
    required: bool = True
    statutory: bool = False


Flow = tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of working; `weight` is how often citizens ask for such an item.

    `legal` None: the catalogue names no limit, so the law's default holds. `hearing`, `notice` and `third_party` have
    to be observed before the decision; `lower_review` days are given to the lower office until it forwards.
    """

    name: str
    weight: int
    promise: int
    legal: int | None
    flow: Flow = ()
    natural: bool = False
    joint: bool = False
    instant: bool = False
    hearing: bool = False
    notice: bool = False
    third_party: bool = False
    lower_review: int | None = None


def _handle(limit: int) -> tuple[Step]:
    return (Step("handle", "承办", "handle", limit),)


def _approve(limit: int) -> tuple[Step]:
    return (Step("approve", "批准", "approve", limit),)


_REVIEW = (Step("review", "审核", "review", 2),)
_SIDE_BY_SIDE = (Step("site", "现场勘查", "handle", 4), Step("expert", "专家意见", "review", 4))
_NOTICE = (Step("notice", "公示", "handle", 5, statutory=True),)
_ARCHIVE = (Step("archive", "归档校核", "review", 2, required=False),)
_THREE: Flow = (_handle(3), _REVIEW, _approve(2))

SINGLE = Profile("single", 40, 7, None, (_handle(3),))
PLAIN = Profile("plain", 40, 5, 10, (_handle(2), _approve(1)))
LOWER = Profile("lower", 5, 30, 45, (_handle(3), _approve(2)), lower_review=5)

PROFILES = (
    Profile("instant", 100, 1, 5, (_handle(1),), instant=True),
    Profile("quick", 50, 3, 10, (_handle(1),)),
    PLAIN,
    SINGLE,
    Profile("equal", 10, 5, 5, (_handle(2),)),
    Profile("full", 25, 12, 20, _THREE),
    Profile("natural", 15, 15, 30, (_handle(3), _approve(4)), natural=True),
    Profile("parallel", 10, 15, 20, (_handle(3), _SIDE_BY_SIDE, _approve(2)), third_party=True),
    Profile("statutory", 10, 18, 20, (_handle(3), _NOTICE, _ARCHIVE, _approve(2)), notice=True),
    Profile("joint", 5, 20, None, _THREE, joint=True),
    LOWER,
    Profile("heard", 5, 15, 20, _THREE, hearing=True),
)
"""What ordinary items have, turn by turn."""

SPECIAL: tuple[tuple[str, Profile], ...] = (
    ("muted", PLAIN),
    ("muted_for_a_while", PLAIN),
    ("exempted", LOWER),
    ("cancelled", SINGLE),
    ("promise_missing", SINGLE),
    ("promise_above_legal", Profile("above_legal", 10, 15, 10, (_handle(3),))),
    ("promise_above_default", Profile("above_default", 10, 25, None, (_handle(3),))),
    ("stages_above_promise", Profile("long_stages", 10, 3, 10, (_handle(2), _approve(2)))),
    ("guide_missing", SINGLE),
    ("stages_missing", Profile("without_stages", 10, 5, 10)),
    ("fees_missing", SINGLE),
)
"""The last items of the catalogue: each is there for one planter, and what is odd about it."""


def predecessors(profile: Profile, place: int) -> tuple[str, ...]:
    """What the steps of the flow's group `place` come after: the group before, and on past optional ones."""
    codes: tuple[str, ...] = ()
    for group in reversed(profile.flow[:place]):
        codes = tuple(step.code for step in group) + codes
        if any(step.required for step in group):
            break
    return codes
