"""What the facts about this machine come to."""

from collections.abc import Iterable

from sinks.asking import SETTING
from streams.doctor import disks
from streams.doctor.ends import said_of
from streams.doctor.finding import Around, Check, Said, fail, ok, warn
from streams.doctor.place_facts import PlaceFacts
from streams.exits import Stop


def files(place: PlaceFacts, _: Around) -> Iterable[Said]:
    """Whether the files that settings name can be read, and secrets by nobody else."""
    for each in place.files:
        if each.trouble is not None:
            yield fail(
                f"{each.setting}: found {each.path}, which cannot be read ({each.trouble}); make it, let this user "
                "read it, "
                "or name another."
            )
        elif each.open_to_others:
            yield warn(
                f"{each.setting}: found {each.path}, which every user of this machine can read, expected its owner "
                "only "
                "(chmod 600)."
            )
    if not any(each.trouble or each.open_to_others for each in place.files):
        yield ok(f"{len(place.files)} files named by settings, all readable, no secret open to others")


def certificates(place: PlaceFacts, around: Around) -> Iterable[Said]:
    """Whether a certificate in a file of the settings has ended, or will within 30 days."""
    for setting, end in place.ends:
        if isinstance(end, str):
            yield fail(
                f"{setting}: found a file that cannot be used (it is: {end}), expected certificates in PEM form."
            )
        else:
            yield said_of(setting, end, around.now)
    if not place.ends:
        yield ok("no certificates named by settings")


def asking(place: PlaceFacts, _: Around) -> Iterable[Said]:
    """Whether the sink of an embedded archive answers to those only who send its token."""
    if place.archive is False:
        yield warn(
            f"found no {SETTING}, expected a file with a secret, the same for the sink and all who ask it: every user "
            "of this machine can ask the sink about persons (docs/settings.md)."
        )
    else:
        yield ok("asked with a token only" if place.archive else "no embedded archive is named by settings")


def room(place: PlaceFacts, _: Around) -> Iterable[Said]:
    """How much room there is where this machine's processes write."""
    for disk in place.disks:
        yield from disks.said_of(disk)


def rulebook(place: PlaceFacts, _: Around) -> Iterable[Said]:
    """Whether the rulebook that LIANGPAI_RULEBOOK names loads, and has nothing odd in it."""
    if place.rulebook is None:
        yield ok("none named; what is published on the topic counts")
        return
    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.placed import placed_findings

    try:
        loaded = load_rulebook(place.rulebook)
    except Stop as stop:
        yield from map(fail, stop.lines)
        return
    told = f"{loaded.rulebook.name} {loaded.rulebook.version} at {place.rulebook} loads"
    if odd := len(placed_findings(loaded)):
        yield warn(f"{told} and has {odd} odd places; `liangpai rulebook check {place.rulebook}` names them.")
    else:
        yield ok(told)


PLACE_CHECKS = (
    Check("files of settings", files),
    Check("certificates", certificates),
    Check("who may ask the sink", asking),
    Check("disks of this machine", room),
    Check("rulebook given", rulebook),
)
