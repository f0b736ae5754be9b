"""A broker that asks for a password over TLS and lets each user do what it was given and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from streams.access import Right
from streams.broker import admin
from streams.permissions import spelt
from streams.services.local_kafka import LocalKafka
from streams.services.process import free_address, free_port
from tests.settings.authority import Authority

PASSWORD = "s3cret, with a comma"  # noqa: S105 - of a broker that lives for a test
OPERATOR = "liangpai"
"""May do everything."""

LISTENERS = """
listeners=PLAINTEXT://{plain},CONTROLLER://127.0.0.1:{controller},SECURED://{secured}
advertised.listeners=PLAINTEXT://{plain},SECURED://{secured}
controller.quorum.voters=1@127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:{operator}
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
"""


class Place(NamedTuple):
    """A secured broker, its authority, and a file of settings that opens it; `backdoor`: where nobody is asked."""

    bootstrap: str
    backdoor: str
    authority: Authority
    settings: Path
    said: dict[str, str]


@contextmanager
def secured(folder: Path, users: tuple[str, ...]) -> Iterator[Place]:
    """The broker while it runs; all users have one password, and only the operator has rights."""
    authority = Authority(folder)
    cert, key = authority.certificate("broker")
    keystore = folder / "keystore.pem"
    keystore.write_bytes(key.read_bytes() + cert.read_bytes() + authority.file.read_bytes())
    address = free_address()
    kafka = LocalKafka(folder)
    kafka.more = LISTENERS.format(
        plain=kafka.bootstrap, controller=free_port(), secured=address, keystore=keystore, operator=OPERATOR
    )
    with kafka:
        for each in (OPERATOR, *users):
            _make_user(kafka.bootstrap, each, PASSWORD)
        said = _settings(folder, address, authority)
        yield Place(address, kafka.bootstrap, authority, folder / "liangpai.env", said)


def allow(place: Place, user: str, *given: Right) -> None:
    """Give a user rights."""
    with admin(place.backdoor) as client:
        made = client.create_acls([_acl(user, each) for each in given])
        assert not made["failed"], made


def deny(place: Place, user: str, taken: Right) -> None:
    """Take a right away."""
    from kafka.admin import ACLFilter, ResourcePatternFilter

    acl = _acl(user, taken)
    pattern = acl.resource_pattern
    known = ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type)
    with admin(place.backdoor) as client:
        client.delete_acls([ACLFilter(acl.principal, "*", acl.operation, acl.permission_type, known)])


def _acl(user: str, right: Right) -> Any:
    from kafka.admin import (
        ACL,
        ACLOperation,
        ACLPermissionType,
        ACLResourcePatternType,
        ResourcePattern,
        ResourceType,
    )  # fmt: skip

    pattern = ResourcePattern(
        ResourceType[_spelt(right.kind)],
        right.name,
        ACLResourcePatternType.PREFIXED if right.begins else ACLResourcePatternType.LITERAL,
    )
    operation = ACLOperation[spelt(right.operation)]
    return ACL(f"User:{user}", "*", operation, ACLPermissionType.ALLOW, pattern)


def _spelt(kind: str) -> str:
    return kind.upper().replace("-", "_")


def _make_user(bootstrap: str, name: str, password: str) -> None:
    from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

    with admin(bootstrap) as client:
        made = UserScramCredentialUpsertion(name, ScramMechanism.SCRAM_SHA_512, password, iterations=4096)
        assert client.alter_user_scram_credentials([made]) == {name: None}


def _settings(folder: Path, secured: str, authority: Authority) -> dict[str, str]:
    password, key = folder / "password", folder / "deployment.key"
    password.write_text(PASSWORD + "\n")
    key.write_bytes(b"k" * 32)
    said = {
        "KAFKA_BOOTSTRAP": secured,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SSL_CA_FILE": str(authority.file),
        "KAFKA_SASL_USERNAME": "liangpai",
        "KAFKA_SASL_PASSWORD_FILE": str(password),
        "LIANGPAI_KEY_FILE": str(key),
        "CLICKHOUSE_DSN": f"chdb://{folder}/archive",
    }
    (folder / "liangpai.env").write_text("".join(f"{name}={value}\n" for name, value in said.items()))
    return said
