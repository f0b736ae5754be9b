"""docs/settings.md, written from the one class of settings."""

from sinks.settings import SETTINGS, Setting, Settings

_HEAD = """\
# Settings

This page is written by `make docs` from the class of settings in the program; a change here is lost.
Each setting is an environment variable; where a command has an option of the same meaning, the option comes first.
What the environment does not say is taken from the file that `LIANGPAI_SETTINGS` names, where it names one.

```console
$ cat liangpai.env
# one NAME=value a line, in UTF-8; quotes around a value are left out, nothing is expanded
KAFKA_BOOTSTRAP=kafka-1:9093,kafka-2:9093
KAFKA_SECURITY_PROTOCOL=SASL_SSL
KAFKA_SSL_CA_FILE=/etc/liangpai/ca.pem
KAFKA_SASL_USERNAME=liangpai
KAFKA_SASL_PASSWORD_FILE=/run/secrets/kafka
LIANGPAI_KEY_FILE=/run/secrets/deployment.key
$ export LIANGPAI_SETTINGS=liangpai.env
$ liangpai topics create
```

All settings are checked before a command starts: a value that cannot be is named with the place to change it, \
`liangpai.env:3` for one of the file; so is a name in the file that is no setting.
The exit code is 2 then.
Names in the environment that are no settings are left alone, because other programs put theirs there.

Passwords come from files, one line each, and are never shown.
A password may still stand in `CLICKHOUSE_DSN`, where everybody sees it who can list processes or their environment; \
`CLICKHOUSE_PASSWORD_FILE` is better.
Certificates are PEM.
A certificate of ours that has ended is refused at the start, with the day it ended.
Clients read their files when they connect first: after a file was changed, start the processes again one by one.
"""
_GROUPS = {
    "kafka": (
        "Kafka",
        "For every command that speaks to Kafka: clients of producers, consumers and administration.",
    ),
    "clickhouse": ("ClickHouse", "TLS is on where `CLICKHOUSE_DSN` begins with `https:`."),
    "archive": (
        "An archive that the sink answers for",
        "The sink answers named queries on its `LIANGPAI_HTTP`; those who read an embedded archive ask it there.",
    ),
    "process": ("Every process", ""),
    "serve": (
        "serve",
        "Other processes answer probes and `/metrics` in plain HTTP: give them a `LIANGPAI_HTTP` that few can reach.",
    ),
    "notify": ("notify", ""),
    "findings": ("findings", ""),
    "retention": ("retention", ""),
}
_TESTED = """
## What was tried

Tests run topics, a worker and a sink on a real broker with SCRAM-SHA-512 over TLS, and show that a wrong password, an \
unknown authority and a certificate that has ended are told (`tests/settings`).
`serve` is tested with a certificate of its own.
A ClickHouse server with TLS, PLAIN and SCRAM-SHA-256, and certificates of clients at a broker were not tried.
"""


def settings_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_group(group) for group in _GROUPS) + _TESTED


def _group(group: str) -> str:
    title, words = _GROUPS[group]
    rows = "".join(_row(name, each) for name, each in SETTINGS.items() if each.group == group)
    said = f"{words}\n\n" if words else ""
    return f"\n## {title}\n\n{said}| variable | meaning | where nothing is said |\n|---|---|---|\n{rows}"


def _row(attribute: str, each: Setting) -> str:
    default = getattr(Settings(), attribute)
    shown = "–" if default is None else f"`{str(default).lower() if default is False else default}`"
    return f"| `{each.name}` | {each.meaning} | {shown} |\n"
