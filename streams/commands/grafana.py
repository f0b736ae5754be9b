"""`liangpai grafana`: boards, data sources and access for Grafana, made for one office from its rulebook."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dashboards.office_boards import Names
    from rules.rulebook import Rulebook


def grafana(
    rulebook: Annotated[Path, typer.Argument(help="Folder or workbook, or the name of one that ships.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("grafana"),
    console: Annotated[str, typer.Option(help="Address of the console, where figures lead.")] = (
        "http://127.0.0.1:8080/console"
    ),
    database: Annotated[str, typer.Option(help="Database of the archive.")] = "liangpai",
) -> None:
    """Write what Grafana needs, with the names of an office, and who may read what in ClickHouse.

    Boards and set-up files as they ship, with names for codes; a data source for each unit and region; and access.sql:
    users, grants and row policies, so that a unit reads its own rows and those below it, and nothing about single
    members of staff. Nothing is sent anywhere: an administrator looks at access.sql and runs it.

    Example: liangpai grafana my-rulebook --console https://console.example/console --out grafana
    """
    from dashboards.access import access_sql, parts
    from dashboards.data_sources import FIXED, data_sources, of_parts
    from dashboards.office_boards import of_office, shipped
    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.shipped import shipped_or_path

    book = load_rulebook(shipped_or_path(rulebook)).rulebook
    made, names = parts(book.units.values(), book.regions.values()), _names(book)
    written = "Written by `liangpai grafana` from the registers of an office."
    texts = {
        path: of_office(text, names, console.rstrip("/")) if path.suffix == ".json" else text
        for path, text in shipped()
    }
    folder = Path("provisioning/datasources")
    texts[folder / "liangpai.yaml"] = data_sources(FIXED, database, written, measured=True)
    texts[folder / "parts.yaml"] = data_sources(of_parts(made), database, written, measured=False)
    texts[Path("access.sql")] = access_sql(database, made)
    for path, text in texts.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")
    typer.echo(f"{len(texts)} files written to {out}; users for {len(made)} units and regions in access.sql")


def _names(book: "Rulebook") -> "Names":
    """The last name of each code that has one."""
    return {
        "region_code": {code: region.name for code, region in book.regions.items()},
        "dept_code": {code: unit.name for code, unit in book.units.items()},
        "item_code": {code: versions[-1].name for code, versions in book.items.items()},
        "staff_id": {code: entries[-1].name for code, entries in book.staff.items()},
    }
