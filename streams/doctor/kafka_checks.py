"""What the facts about Kafka come to."""

from collections.abc import Iterable

from streams.doctor.clocks import said_of
from streams.doctor.finding import Around, Check, Said, fail, ok, some, warn
from streams.doctor.kafka_facts import INTERNAL, KafkaFacts
from streams.topics import faults, missing, warnings

COPIES = 3
IN_SYNC = 2
WEEK_MINUTES = 7 * 24 * 60


def brokers(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """How many brokers there are: with fewer than three, one that stops takes the work with it."""
    if kafka.brokers >= COPIES:
        yield ok(f"{kafka.brokers} brokers")
    else:
        yield warn(
            f"found {kafka.brokers} broker{'s'[: kafka.brokers != 1]}, expected {COPIES} or more where work must go on "
            "while one is away; one is enough for a single machine with backups."
        )


def topics(kafka: KafkaFacts, around: Around) -> Iterable[Said]:
    """Whether all topics are there, with the right number of partitions, compacted where they must be."""
    if (sentence := missing(kafka.topics, around.bootstrap, around.prefix)) is not None:
        yield fail(sentence)
    first = kafka.topics.get(f"{around.prefix}case-events")
    partitions = (
        first.partitions if first else max((each.partitions for each in kafka.topics.values()), default=0)
    )
    wrong = faults(kafka.topics, partitions, around.prefix)
    yield from map(fail, wrong)
    if sentence is None and not wrong:
        yield ok(f"{len(kafka.topics)} topics, {partitions} partitions each that is keyed by subject")


def permissions(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """Whether this user may do what the process has to that `--process` names."""
    yield from map(fail, kafka.lacking)
    if not kafka.lacking:
        yield ok("no right is missing to the process asked about, if one was")


def keeping(kafka: KafkaFacts, around: Around) -> Iterable[Said]:
    """Whether topics keep what they hold, take large records, and let go of destroyed keys in time."""
    wrong = warnings(kafka.topics, around.prefix)
    yield from (warn(f"{each} (kafka-configs --alter).") for each in wrong)
    if not wrong:
        yield ok("nothing expires that must stay, and destroyed keys are compacted away within hours")


def copies(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """Whether every partition, and Kafka's own of groups and transactions, has copies on other brokers."""
    wanted = min(COPIES, kafka.brokers)
    few = [name for name, topic in kafka.topics.items() if topic.copies < wanted]
    few += [name for name in INTERNAL if kafka.copies.get(name, wanted) < wanted]
    if few:
        yield warn(
            f"found fewer than {wanted} copies of {some(few)}, expected {wanted} with {kafka.brokers} brokers; add "
            "them "
            "with kafka-reassign-partitions."
        )
    else:
        yield ok(f"{wanted} cop{'y' if wanted == 1 else 'ies'} of every partition")


def in_sync(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """Whether what is acknowledged is on two disks (min.insync.replicas), and can be acknowledged at all."""
    least = {name: int(topic.settings.get("min.insync.replicas", 1)) for name, topic in kafka.topics.items()}
    closed = [name for name, topic in kafka.topics.items() if topic.in_sync < least[name]]
    lax = [name for name, topic in kafka.topics.items() if topic.copies >= COPIES and least[name] < IN_SYNC]
    if closed:
        yield fail(
            f"found fewer copies in sync than min.insync.replicas asks for {some(closed)}: nothing can be written "
            "there; "
            "start the brokers that are away, or lower min.insync.replicas below the number of copies."
        )
    if lax:
        yield warn(
            f"found min.insync.replicas below {IN_SYNC} for {some(lax)}, expected {IN_SYNC} with {COPIES} copies: "
            "what was "
            "acknowledged could be on one disk only; set it with kafka-configs --alter."
        )
    if not closed and not lax:
        yield ok(
            f"min.insync.replicas {', '.join(map(str, sorted(set(least.values())))) or 'nowhere'}, all in sync"
        )


def leaders(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """Whether a broker that has missed records may become leader, and so lose them."""
    wrong = [
        name
        for name, topic in kafka.topics.items()
        if topic.settings.get("unclean.leader.election.enable") == "true"
    ]
    if wrong:
        yield fail(
            f"found unclean.leader.election.enable=true for {some(wrong)}, expected false: records that were "
            "acknowledged "
            "can vanish; set it with kafka-configs --alter."
        )
    else:
        yield ok("no unclean election of leaders")


def places(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """How long the brokers remember how far a process that stands still had read."""
    text = kafka.settings.get("offsets.retention.minutes")
    if text is None:
        yield warn("the settings of the brokers may not be read by this user; nothing is known of them.")
    elif int(text) < WEEK_MINUTES:
        yield warn(
            f"found offsets.retention.minutes={text}, expected {WEEK_MINUTES} or more: a sink that stands still for "
            "longer "
            "reads all topics again; set it for the brokers."
        )
    else:
        yield ok(f"the place of a process that stands still is kept for {int(text) // 1440} days")


def clock(kafka: KafkaFacts, _: Around) -> Iterable[Said]:
    """Whether Kafka's clock is ours."""
    if kafka.ahead is None:
        yield warn(
            "the clock of Kafka is not known: this user may not ask its quorum (Describe on the cluster)."
        )
    else:
        yield from said_of("Kafka", kafka.ahead)


KAFKA_CHECKS = (
    Check("brokers", brokers),
    Check("topics", topics),
    Check("rights", permissions),
    Check("what topics keep", keeping),
    Check("copies", copies),
    Check("copies in sync", in_sync),
    Check("election of leaders", leaders),
    Check("places of readers", places),
    Check("Kafka's clock", clock),
)
