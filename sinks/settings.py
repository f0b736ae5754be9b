"""Every setting of the program in one typed class: its name, what it may be, what it is for.

The options of the commands, docs/settings.md and the check at the start of every command come from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from sinks import setting_kinds as kinds

Value = TypeVar("Value")
PLAIN = "PLAINTEXT"
PROTOCOLS = (PLAIN, "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN")
SUITES = ("AES", "SM")


class Setting(NamedTuple):
    """What is said of a setting once. `read` takes its text or raises ValueError with what was expected."""

    name: str
    read: Callable[[str], object]
    group: str
    meaning: str


class Wrong(NamedTuple):
    """A setting that cannot be used: `found` None where it is missing."""

    name: str
    found: str | None
    expected: str


class WrongSettings(ValueError):
    """Settings that cannot be used, all of them at once."""

    def __init__(self, *wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__("\n".join(sentence(each) for each in wrong))


def sentence(wrong: Wrong, origin: str = "") -> str:
    """What was found and expected, and where to set it."""
    found = "nothing" if wrong.found is None else repr(wrong.found)
    place = origin or "set it in the environment, or in the file that LIANGPAI_SETTINGS names"
    return f"found {found} as {wrong.name}, expected {wrong.expected}; {place}."


def _setting(read: Callable[[str], Value], name: str, default: Value, group: str, meaning: str) -> Value:
    return field(default=default, metadata={"setting": Setting(name, read, group, meaning)})


def _file(name: str, group: str, meaning: str) -> Path | None:
    return cast("Path | None", _setting(cast(Any, kinds.file), name, None, group, meaning))


def _text(read: Callable[[str], str], name: str, group: str, meaning: str) -> str | None:
    return cast("str | None", _setting(cast(Any, read), name, None, group, meaning))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; None where the command has its own default or the thing is not used."""

    kafka_bootstrap: str = _setting(
        kinds.addresses,
        "KAFKA_BOOTSTRAP",
        "localhost:9092",
        "kafka",
        "Kafka brokers, HOST:PORT[,HOST:PORT…].",
    )
    kafka_security_protocol: str = _setting(
        kinds.one_of(*PROTOCOLS), "KAFKA_SECURITY_PROTOCOL", PLAIN, "kafka",
        "How brokers are spoken to: PLAINTEXT, SSL (TLS), SASL_PLAINTEXT (a password, no TLS) or SASL_SSL (both).",
    )  # fmt: skip
    kafka_ssl_ca_file: Path | None = _file(
        "KAFKA_SSL_CA_FILE", "kafka",
        "Certificates (PEM) that vouch for the brokers'; those of the system where none is named.",
    )  # fmt: skip
    kafka_ssl_cert_file: Path | None = _file(
        "KAFKA_SSL_CERT_FILE", "kafka", "Certificate (PEM) of this program, where brokers ask for one."
    )
    kafka_ssl_key_file: Path | None = _file(
        "KAFKA_SSL_KEY_FILE", "kafka", "Private key (PEM, without a password) of that certificate."
    )
    kafka_sasl_mechanism: str = _setting(
        kinds.one_of(*MECHANISMS), "KAFKA_SASL_MECHANISM", MECHANISMS[1], "kafka",
        "How the password is proved: SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN.",
    )  # fmt: skip
    kafka_sasl_username: str | None = _text(
        kinds.words, "KAFKA_SASL_USERNAME", "kafka", "Who this program is for the brokers."
    )
    kafka_sasl_password_file: Path | None = _file(
        "KAFKA_SASL_PASSWORD_FILE", "kafka", "File with the password of that user, in one line."
    )
    clickhouse_dsn: str | None = _text(
        kinds.dsn, "CLICKHOUSE_DSN", "clickhouse",
        "ClickHouse, e.g. https://user@host:8443/liangpai, or chdb:///folder for the embedded engine.",
    )  # fmt: skip
    clickhouse_password_file: Path | None = _file(
        "CLICKHOUSE_PASSWORD_FILE", "clickhouse",
        "File with the password of the user in CLICKHOUSE_DSN, in one line.",
    )  # fmt: skip
    clickhouse_ca_file: Path | None = _file(
        "CLICKHOUSE_CA_FILE", "clickhouse",
        "Certificates (PEM) that vouch for the server's; those of the system where none is named.",
    )  # fmt: skip
    clickhouse_cert_file: Path | None = _file(
        "CLICKHOUSE_CERT_FILE",
        "clickhouse",
        "Certificate (PEM) of this program, where the server asks for one.",
    )
    clickhouse_key_file: Path | None = _file(
        "CLICKHOUSE_KEY_FILE", "clickhouse", "Private key (PEM) of that certificate."
    )
    archive_http: str | None = _text(
        kinds.address, "LIANGPAI_ARCHIVE_HTTP", "archive",
        "HOST:PORT of the sink that writes an embedded (chdb://) archive: where others ask it.",
    )  # fmt: skip
    archive_token_file: Path | None = _file(
        "LIANGPAI_ARCHIVE_TOKEN_FILE", "archive",
        "File with the secret, in one line, that the sink asks for and all who ask it send; without it the sink "
        "answers on loopback only.",
    )  # fmt: skip
    key_file: Path | None = _file(
        "LIANGPAI_KEY_FILE", "process", "Deployment key: 32 bytes or more, kept secret."
    )
    suite: str = _setting(
        kinds.one_of(*SUITES), "LIANGPAI_SUITE", SUITES[0], "process",
        "Algorithms of new pseudonyms, seals and manifests: AES (SHA-256, AES-256-GCM) or SM (国密 SM3, SM4-GCM). "
        "Chosen before the first event and the same for every process (docs/protection.md).",
    )  # fmt: skip
    prefix: str | None = _text(kinds.name, "LIANGPAI_PREFIX", "process", "Topic prefix; none by default.")
    replica_id: str | None = _text(
        kinds.name, "LIANGPAI_ID", "process", "Name of this replica: its static group membership."
    )
    http: str | None = _text(
        kinds.address, "LIANGPAI_HTTP", "process", "HOST:PORT of /metrics, /livez, /readyz."
    )
    rulebook: str | None = _text(
        kinds.words, "LIANGPAI_RULEBOOK", "process",
        "Rulebook folder, .xlsx workbook, or name of one that ships; published at the first start.",
    )  # fmt: skip
    keep_years: str | None = _text(
        kinds.words, "LIANGPAI_KEEP_YEARS", "retention",
        "For how many years `retention` keeps what: 10 for all, or events=10,alerts=3 (docs/retention.md).",
    )  # fmt: skip
    http_cert_file: Path | None = _file(
        "LIANGPAI_HTTP_CERT_FILE",
        "serve",
        "Certificate (PEM, with its chain) of `serve`; without it, plain HTTP.",
    )
    http_key_file: Path | None = _file(
        "LIANGPAI_HTTP_KEY_FILE", "serve", "Private key (PEM, without a password) of that certificate."
    )
    sources: Path | None = _file(
        "LIANGPAI_SOURCES", "serve", "File of sources and their tokens (`liangpai sources`)."
    )
    users: Path | None = _file(
        "LIANGPAI_USERS", "serve", "File of the local users, made by `users add`; kept private."
    )
    oidc: Path | None = _file("LIANGPAI_OIDC", "serve", "Settings of an OpenID Connect provider (TOML).")
    origin: str | None = _text(
        kinds.url, "LIANGPAI_ORIGIN", "serve",
        "This server as browsers name it (https://city.example), where a proxy stands before it.",
    )  # fmt: skip
    public_url: str | None = _text(
        kinds.url, "LIANGPAI_PUBLIC_URL", "serve",
        "Where citizens reach the rating pages, e.g. https://hp.example.gov.cn.",
    )  # fmt: skip
    cookies_over_http: bool = _setting(
        kinds.truth, "LIANGPAI_COOKIES_OVER_HTTP", default=False, group="serve",
        meaning="Let session cookies go over plain http; for trying it out on one machine only.",
    )  # fmt: skip
    argon2: str | None = _text(
        kinds.cost, "LIANGPAI_ARGON2", "serve", "Cost of a password's hash: passes, KiB of memory, lanes."
    )
    receivers: Path | None = _file(
        "LIANGPAI_RECEIVERS", "notify", "File of receivers and their channels (docs/feeds.md)."
    )
    staff_identities: Path | None = _file(
        "LIANGPAI_STAFF_IDENTITIES", "findings",
        "CSV with staff_id and identity (certificate, telephone or account number), for A-03; it is read by "
        "`findings` and goes nowhere.",
    )  # fmt: skip

    @classmethod
    def read(cls, env: Mapping[str, str]) -> "Settings":
        """The settings in an environment. Raises WrongSettings with all that is wrong."""
        wrong: list[Wrong] = []
        values = {}
        for attribute, each in SETTINGS.items():
            if not (text := env.get(each.name, "")):
                continue  # unset and set to nothing are the same, as for the options of the commands
            try:
                values[attribute] = each.read(text)
            except ValueError as expected:
                wrong.append(Wrong(each.name, _shown(each.name, text), str(expected)))
        settings = cls(**cast(Any, values))
        wrong.extend(() if wrong else missing(settings))
        if wrong:
            raise WrongSettings(*wrong)
        return settings


SETTINGS: Mapping[str, Setting] = {each.name: each.metadata["setting"] for each in fields(Settings)}
"""By the attribute of the class, in the order in which people read about them."""

NAMES: Mapping[str, Setting] = {each.name: each for each in SETTINGS.values()}
"""By the name in the environment."""


def _shown(name: str, text: str) -> str:
    """The text for people: an address of the archive may hold a password."""
    return text if name != "CLICKHOUSE_DSN" or "@" not in text else f"…@{text.rpartition('@')[2]}"


def missing(settings: Settings) -> list[Wrong]:
    """Settings that another one needs."""
    protocol = settings.kafka_security_protocol
    sasl, because = protocol.startswith("SASL"), f"as KAFKA_SECURITY_PROTOCOL is {protocol}"
    needed = [
        (sasl, settings.kafka_sasl_username, "KAFKA_SASL_USERNAME", f"a user, {because}"),
        (
            sasl,
            settings.kafka_sasl_password_file,
            "KAFKA_SASL_PASSWORD_FILE",
            f"a file with a password, {because}",
        ),
        *_pairs(settings),
    ]
    return [Wrong(name, None, expected) for when, value, name, expected in needed if when and not value]


def _pairs(settings: Settings) -> list[tuple[object, object, str, str]]:
    """A certificate is of no use without its key, nor a key without its certificate."""
    both = [
        (settings.kafka_ssl_cert_file, settings.kafka_ssl_key_file, "KAFKA_SSL"),
        (settings.clickhouse_cert_file, settings.clickhouse_key_file, "CLICKHOUSE"),
        (settings.http_cert_file, settings.http_key_file, "LIANGPAI_HTTP"),
    ]
    keys = [(cert, key, f"{n}_KEY_FILE", f"a file, as {n}_CERT_FILE is set") for cert, key, n in both]
    certs = [(key, cert, f"{n}_CERT_FILE", f"a file, as {n}_KEY_FILE is set") for cert, key, n in both]
    return [*keys, *certs]
