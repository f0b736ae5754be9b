"""`liangpai grants`: who may read what in ClickHouse through Grafana, from the registers of a rulebook."""

from pathlib import Path
from typing import Annotated

import typer


def grants(
    rulebook: Annotated[Path, typer.Argument(help="Folder or workbook, or the name of one that ships.")],
    out: Annotated[Path, typer.Option(help="Folder for access.sql and data-sources.yaml.")] = Path(),
    database: Annotated[str, typer.Option(help="Database of the archive.")] = "liangpai",
) -> None:
    """Write users, grants and row policies for ClickHouse, and the data sources of Grafana that use them.

    One user and data source for supervision, one for figures without members of staff, one for each unit and each
    region: it reads its own rows and those below it. Nothing is sent anywhere; an administrator runs the file.

    Example: liangpai grants my-rulebook --out grafana-access
    """
    from dashboards.access import access_sql, parts
    from dashboards.data_sources import data_sources, of_parts
    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.shipped import shipped_or_path

    book = load_rulebook(shipped_or_path(rulebook)).rulebook
    made = parts(book.units.values(), book.regions.values())
    written = "Written by `liangpai grants` from the registers of an office."
    texts = {
        "access.sql": access_sql(database, made),
        "data-sources.yaml": data_sources(of_parts(made), database, written, measured=False),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")
    typer.echo(f"{len(made)} units and regions: {', '.join(str(out / name) for name in texts)}")
