"""Stock Faust, with a Table (its changelog is the state that survives) or counting in a dict.

`python stock_faust.py KAFKA TOPIC OUTPUTS table|dict GROUP RECORDS FOLDER`
"""

import os
import sys
from collections import Counter
from collections.abc import MutableMapping
from typing import Any

import faust
from watch import Watch


def main(bootstrap: str, topic: str, outputs: str, keep: str, group: str, wanted: str, folder: str) -> None:
    """Count until so many records are handled and confirmed."""
    watch = Watch(int(wanted))
    app = faust.App(
        group,
        broker=f"kafka://{bootstrap}",
        store="memory://",
        datadir=folder,
        web_enabled=False,
        autodiscover=False,
        topic_partitions=12,
        topic_replication_factor=1,
        consumer_auto_offset_reset="earliest",
    )
    source = app.topic(topic, key_serializer="raw", value_serializer="raw")
    told = app.topic(outputs, key_serializer="raw", value_serializer="raw")
    counts: MutableMapping[Any, int] = (
        app.Table("counts", default=int, key_type=bytes, value_type=int, partitions=12)
        if keep == "table"
        else Counter[Any]()
    )

    async def count(stream: Any) -> None:
        async for key, _ in stream.items():  # noqa: PERF102 - a stream, no dict
            counts[key] += 1
            if watch.saw():
                await told.send(key=key, value=b"%d" % counts[key])
            if watch.full:
                await app.producer.flush()
                await app.consumer.commit()
                watch.tell()
                os._exit(0)

    app.agent(source, name="count")(count)
    app.finalize()
    faust.Worker(app, loglevel="ERROR", redirect_stdouts=False).execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:])
