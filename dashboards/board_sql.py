"""A panel's SQL as a Grafana board asks it: the plugin's macros and the board's variables in place of parameters.

A variable goes in percent-encoded and is decoded by ClickHouse: nothing that a URL can put into one ends the text it
stands in, neither a quote nor a backslash. Of several values Grafana writes `{a,b}`, which the trimming takes apart.
"""

import re

from dashboards.catalogue import CODES, MOMENT, Panel

MACROS = {"since": "$__fromTime_ms", "until": "$__toTime_ms", "now": "now64(3)"}
ROWS = 1000
_TEXT = re.compile(r"\{(\w+):String\}")


def board_sql(panel: Panel) -> str:
    """The statement that stands in a board."""
    timed = MOMENT.sub(lambda found: MACROS[found.group(1)], panel.sql)
    return _TEXT.sub(lambda found: _variable(found.group(1)), timed).replace("{limit:UInt32}", str(ROWS))


def _variable(name: str) -> str:
    decoded = f"decodeURLComponent('${{{name}:percentencode}}')"
    return f"trim(BOTH '{{}}' FROM {decoded})" if name in CODES else decoded
