"""docs/acls.md and deploy/kafka/acls.sh, written from the table of what each process may do."""

from collections.abc import Iterator, Sequence

from streams.access import PROCESSES, Access, Right, rights

_HEAD = """\
# Rights on Kafka

This page and `deploy/kafka/acls.sh` are written by `make docs` from the table in the program; a change here is lost.
Each process has a user of its own, which may do what stands here and no more.

| process | reads | writes | groups that begin | transactions that begin | cluster | groups it asks about |
|---|---|---|---|---|---|---|
"""
_TAIL = """
Every process may also see all our topics and their settings (Describe, DescribeConfigs), because it checks them \
before it works on them.
Names stand without the topic prefix, which comes before topics, groups and transactions alike.

```console
$ PREFIX= BOOTSTRAP=kafka-1:9093 ADMIN=admin.properties sh deploy/kafka/acls.sh
```

makes them all for the users `liangpai-worker`, `liangpai-sink` and so on; `USERS` names them otherwise \
(`USERS=430100-` for `User:430100-worker`).
It is safe to repeat.

- `topics create`, `topics save` and `load`, `rebuild`, `dead-letters replay`, `rulebook publish`, `calendar load`, \
`act`, `send`, `evidence` and `audit` are for operators, under a user who may do more.
- Start a worker first: it puts the fingerprint of the deployment key on `rulebooks`, which the others only read.
- `sink --from-start` forgets how far it has read: that needs Delete on its group as well, once.
- A receiver of kind `kafka` in the file of receivers needs Write on its topic for `notify`.
- On brokers before 2.8 whoever writes also needs IdempotentWrite on the cluster.
- A right that is missing is told at the start, with the command that gives it, and by \
`liangpai doctor --process worker`.
"""
_SCRIPT = """\
#!/bin/sh
# The rights of each process on Kafka (docs/acls.md). Written by `make docs` from the table in the program.
# PREFIX= BOOTSTRAP=kafka-1:9093 ADMIN=admin.properties sh acls.sh
# PREFIX: that of the topics. USERS: how the users' names begin. ACLS: Kafka's own program.
set -eu
PREFIX=${PREFIX-}
USERS=${USERS-liangpai-}
give() {
  user=$1
  shift
  "${ACLS:-kafka-acls}" --bootstrap-server "$BOOTSTRAP" ${ADMIN:+--command-config "$ADMIN"} \\
    --add --allow-principal "User:$USERS$user" "$@"
}
"""
_WIDE = 112


def acls_page() -> str:
    """The page as Markdown."""
    return _HEAD + "".join(_row(name, access) for name, access in PROCESSES.items()) + _TAIL


def _row(name: str, access: Access) -> str:
    cells = (", ".join(f"`{each}`" for each in named) or "–" for named in access)
    return f"| `{name}` | {' | '.join(cells)} |\n"


def acls_script() -> str:
    """The script for a shell: a call for each operation, kind and process."""
    return _SCRIPT + "".join(line for name in PROCESSES for line in _calls(name))


def _calls(process: str) -> Iterator[str]:
    yield f"\n# {process}\n"
    grouped: dict[tuple[str, str, bool], list[Right]] = {}
    for each in rights(process):
        grouped.setdefault((each.operation, each.kind, each.begins), []).append(each)
    for (operation, kind, begins), given in grouped.items():
        words = ["give", process, "--operation", operation]
        words += ["--resource-pattern-type", "prefixed"] if begins else []
        yield _wrapped([*words, *_named(kind, given)])


def _named(kind: str, given: Sequence[Right]) -> list[str]:
    return ["--cluster"] if kind == "cluster" else [f'--{kind} "${{PREFIX}}{each.name}"' for each in given]


def _wrapped(words: Sequence[str]) -> str:
    """A command over several lines, as a shell reads it."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) > _WIDE:
            lines.append(line)
            line = " "
        line = f"{line} {word}" if line else word
    return " \\\n".join([*lines, line]) + "\n"
