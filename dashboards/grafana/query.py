"""A statement for the ClickHouse data source, which the SDK has no type of."""

from dataclasses import dataclass
from typing import Any, Self

from grafana_foundation_sdk.cog import builder, variants
from grafana_foundation_sdk.models.common import DataSourceRef

CLICKHOUSE = "grafana-clickhouse-datasource"
PROMETHEUS = "prometheus"
PLUGIN = "4.20.0"
"""Without a version from 4 on, the plugin takes the query for one of its old model and rewrites it."""

SOURCE = DataSourceRef(type_val=CLICKHOUSE, uid="${datasource}")
MEASURED = DataSourceRef(type_val=PROMETHEUS, uid="${prometheus}")
TIME_SERIES, TABLE = 0, 1
"""How the plugin's back end shapes the answer."""


@dataclass
class Statement(variants.Dataquery, builder.Builder[variants.Dataquery]):
    """One SQL statement; `format` is TIME_SERIES or TABLE."""

    sql: str
    format: int

    def build(self) -> Self:
        """Itself: there is nothing to put together."""
        return self

    def to_json(self) -> dict[str, Any]:
        """As it stands in a board."""
        return {
            "refId": "A",
            "datasource": {"type": SOURCE.type_val, "uid": SOURCE.uid},
            "editorType": "sql",
            "format": self.format,
            "pluginVersion": PLUGIN,
            "rawSql": self.sql,
        }
