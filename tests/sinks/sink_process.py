"""`python -m tests.sinks.sink_process BOOTSTRAP PREFIX DSN HTTP`: a sink in a process of its own, to be killed."""

import asyncio
import sys

from sinks.dsn import parse_dsn
from sinks.service import SinkSettings, run_sink
from tests.sinks.samples import as_it_is


def main(bootstrap: str, prefix: str, dsn: str, http: str) -> None:
    settings = SinkSettings(bootstrap, parse_dsn(dsn), http, "test", prefix)
    print(asyncio.run(run_sink(settings, as_it_is)))


if __name__ == "__main__":
    main(*sys.argv[1:])
