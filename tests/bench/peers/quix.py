"""quixstreams with its RocksDB state and changelog.

`python quix.py KAFKA TOPIC OUTPUTS GROUP RECORDS FOLDER`
"""

import sys
from typing import Any

from quixstreams import Application
from watch import Watch


def main(bootstrap: str, topic: str, outputs: str, group: str, wanted: str, folder: str) -> None:
    """Count until so many records are handled and confirmed."""
    watch = Watch(int(wanted))
    app = Application(
        broker_address=bootstrap,
        consumer_group=group,
        auto_offset_reset="earliest",
        state_dir=folder,
        loglevel="ERROR",
    )
    source = app.topic(topic, key_deserializer="bytes", value_deserializer="bytes")
    told = app.topic(outputs, key_serializer="bytes", value_serializer="bytes")

    def count(_: Any, state: Any) -> bytes | None:
        now = state.get("n", 0) + 1
        state.set("n", now)
        if watch.full:
            app.stop()
        return b"%d" % now if watch.saw() else None

    frame = app.dataframe(source).apply(count, stateful=True)
    frame.filter(lambda value: value is not None).to_topic(told)
    app.run()
    watch.tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
