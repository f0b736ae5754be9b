"""docs/panels.md: every panel with what it counts, from the catalogue."""

from dashboards.catalogue import CODES, Panel, panels

_HEAD = """\
# Panels

This page is written by `make docs` from the catalogue in `dashboards/panels/`; a change here is lost.
What boards there are and who sees them is in [dashboards.md](dashboards.md).
*Period*: it counts what lies in the chosen span; without that it tells how things stand now.
*Choose*: what it can be narrowed to.
A panel marked * names members of staff and is for those entitled.

| panel | 名称 | title | drawn as | period | choose | 含义 | what it means |
|---|---|---|---|---|---|---|---|
"""


def panels_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_row(panel) for panel in panels().values())


def _row(panel: Panel) -> str:
    chosen = ", ".join(name for name in CODES if name in panel.parameters)
    cells = (
        f"`{panel.name}`{'*' if panel.persons else ''}",
        panel.title_zh,
        panel.title_en,
        f"{panel.kind}, {panel.unit}",
        "yes" if "since" in panel.parameters else "–",
        chosen or "–",
        panel.means_zh,
        panel.means_en,
    )
    return f"| {' | '.join(cells)} |\n"
