"""A table that would keep doubles is refused before a row is written to it."""

import pytest
from clickhouse_connect.driver.client import Client

from sinks.archive import ClickHouseArchive
from sinks.away import WrongSchema
from sinks.dsn import ArchiveAddress
from sinks.engines import ENGINE, FEEDS, SHAPES, VIEWS, Shape, shape_faults
from sinks.tables import TABLES

GOOD = {
    **SHAPES,
    **dict.fromkeys(VIEWS, Shape("", "", "View")),
    **dict.fromkeys(FEEDS, Shape("", "", "MaterializedView")),
}


def test_the_tables_the_migrations_make_are_those_expected(
    archive: ClickHouseArchive, client: Client
) -> None:
    """`archive` would have refused them; here nothing may be there that is not expected either."""
    rows = client.query("SELECT name FROM system.tables WHERE database = currentDatabase()").result_rows

    assert {name for (name,) in rows} == GOOD.keys() | {"schema_migrations"}
    assert TABLES.keys() <= SHAPES.keys()


@pytest.mark.parametrize("engine", ["Replicated", "Shared"])
def test_the_same_engine_on_a_cluster_will_do(engine: str) -> None:
    on_cluster = {
        name: shape._replace(engine=engine + shape.engine) if shape.engine == ENGINE else shape
        for name, shape in GOOD.items()
    }

    assert shape_faults(on_cluster) == []


def test_every_table_and_view_that_is_missing_is_named() -> None:
    assert len(shape_faults({})) == len(GOOD)


def test_another_order_or_other_parts_are_told_with_both() -> None:
    found = {**GOOD, "cards": Shape("card_id", ""), "events": Shape("", "", "Memory")}

    assert shape_faults(found) == [
        "cards: found ORDER BY card_id, expected subject, card_id, revision",
        "cards: found PARTITION BY nothing, expected toYYYYMM(stamp)",
        "events: found the engine Memory, expected ReplacingMergeTree",
    ]


def test_a_sink_does_not_write_to_a_table_that_keeps_doubles(
    archive: ClickHouseArchive, address: ArchiveAddress, client: Client
) -> None:
    archive.close()
    client.command("RENAME TABLE leads TO leads_before")
    client.command("CREATE TABLE leads ENGINE = MergeTree ORDER BY id AS SELECT * FROM leads_before")

    with pytest.raises(WrongSchema, match=r"leads: found the engine MergeTree, expected ReplacingMergeTree"):
        ClickHouseArchive(address).connect()
