"""How much room the folder of an embedded archive has, for Prometheus. A server tells of its disks itself."""

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Room(Collector):
    """Looks at the disk each time it is asked; tells nothing while there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Two gauges, by folder."""
        free = GaugeMetricFamily(
            "liangpai_disk_free_bytes", "Bytes free on the disk of a folder.", labels=["folder"]
        )
        size = GaugeMetricFamily(
            "liangpai_disk_size_bytes", "Bytes of the disk of a folder.", labels=["folder"]
        )
        if self._folder is not None and self._folder.exists():
            found = os.statvfs(self._folder)
            free.add_metric([str(self._folder)], found.f_bavail * found.f_frsize)
            size.add_metric([str(self._folder)], found.f_blocks * found.f_frsize)
        yield free
        yield size
