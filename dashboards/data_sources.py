"""Grafana's data sources, one for each audience, as a provisioning file: names and users, no password."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from dashboards.access import FIGURES, SUPERVISION, Part

PLUGIN = "grafana-clickhouse-datasource"


class Source(NamedTuple):
    """A data source: what Grafana calls it, by which id boards and alerts find it, and who it is in ClickHouse."""

    title: str
    uid: str
    user: str


FIXED = (
    Source("亮牌 监察 Supervision", "liangpai-supervision", SUPERVISION),
    Source("亮牌 数据（不含人员） Figures", "liangpai-figures", FIGURES),
)

_HEAD = """\
# {written} A change here is lost.
# Where ClickHouse is, and the password of each user, Grafana takes from its environment.
# Who may use which data source is set in Grafana; what each may read is set in ClickHouse, whatever Grafana says.
apiVersion: 1
datasources:
"""
_SOURCE = """\
  - name: {title}
    uid: {uid}
    type: grafana-clickhouse-datasource
    access: proxy
    editable: false
    jsonData:
      host: $CLICKHOUSE_HOST
      port: $CLICKHOUSE_PORT
      protocol: http
      secure: false
      defaultDatabase: {database}
      username: {user}
    secureJsonData:
      password: ${password}
"""
_PROMETHEUS = """\
  - name: Prometheus
    uid: liangpai-prometheus
    type: prometheus
    access: proxy
    editable: false
    url: $PROMETHEUS_URL
"""


def of_parts(made: Iterable[Part]) -> list[Source]:
    """The data source of each part of the city."""
    return [Source(f"亮牌 {part.name}", _uid(part.user), part.user) for part in made]


def data_sources(sources: Iterable[Source], database: str, written: str, *, measured: bool) -> str:
    """The file. `measured`: with Prometheus."""
    listed = "".join(
        _SOURCE.format(
            title=json.dumps(source.title, ensure_ascii=False),
            uid=source.uid,
            database=json.dumps(database),
            user=json.dumps(source.user),
            password=password_of(source.user),
        )
        for source in sources
    )
    return _HEAD.format(written=written) + listed + (_PROMETHEUS if measured else "")


def password_of(user: str) -> str:
    """The environment variable with the user's password."""
    return re.sub(r"\W", "_", user).upper() + "_PASSWORD"


def _uid(user: str) -> str:
    """At most 40 characters, of those that Grafana takes."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", user)[:40]
