"""Whether the user of this process may do what the process has to: asked before it works, told by what gives it."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sinks.settings import Settings
from streams.access import Right, command, rights
from streams.broker import admin
from streams.exits import Misuse
from streams.topics import Found, describe, shared_count

if TYPE_CHECKING:
    from kafka.admin import KafkaAdminClient


def verify_as(process: str, bootstrap: str, prefix: str = "") -> int:
    """What `topics.verify` does, and whether this user may do what the process has to; the shared partition count.

    Raises Misuse with a line for each right that is missing, and as `verify` does.
    """
    with admin(bootstrap) as client:
        found = describe(client, prefix)
        if lines := lacking(client, found, process, prefix):
            raise Misuse(lines)
    return shared_count(found, bootstrap, prefix)


def lacking(
    client: "KafkaAdminClient", found: Mapping[str, Found], process: str, prefix: str = ""
) -> list[str]:
    """A line for each right the process lacks: what it may not do, and the command that lets it.

    Brokers without an authorizer let everybody do everything, and say so.
    """
    user = Settings.read(os.environ).kafka_sasl_username or "ANONYMOUS"
    return [
        f"{process}: the user {user} may not {right.operation} {right.kind} {right.name}; give it the right: "
        f"{command(right, user)} (docs/acls.md)."
        for right in rights(process, prefix)
        if not _has(client, found, right)
    ]


def _has(client: "KafkaAdminClient", found: Mapping[str, Found], right: Right) -> bool:
    if right.kind == "topic":
        return right.name not in found or spelt(right.operation) in found[right.name].allowed
    if right.kind == "group":
        return _has_group(client, right.name)
    return right.kind != "transactional-id" or _has_transactions(client, right.name)


def spelt(operation: str) -> str:
    """As brokers spell it: DESCRIBE_CONFIGS."""
    return "".join(f"_{each}" if each.isupper() else each for each in operation).lstrip("_").upper()


def _has_group(client: "KafkaAdminClient", name: str) -> bool:
    """A group that nobody has made yet may be described as well, by those who may read it."""
    from kafka.errors import CoordinatorNotAvailableError, GroupAuthorizationFailedError

    try:
        return "GroupAuthorizationFailed" not in str(client.describe_groups([name])[name]["error"])
    except GroupAuthorizationFailedError:
        return False
    except CoordinatorNotAvailableError:  # the cluster has never had a group; it is seen when we join one
        return True


def _has_transactions(client: "KafkaAdminClient", begin: str) -> bool:
    """Asked of the first lane's; brokers that do not know the question (before 3.0) say nothing."""
    from kafka.errors import KafkaError, TransactionalIdAuthorizationFailedError

    try:
        client.describe_transactions([f"{begin}0"])
    except TransactionalIdAuthorizationFailedError:
        return False
    except KafkaError:
        return True
    return True
