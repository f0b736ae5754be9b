"""What the parts say of themselves over HTTP: ready or not, and their metrics."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from prometheus_client.parser import text_string_to_metric_families

from streams.exits import Unavailable
from streams.up.children import Child

_PAUSE = 0.2


def get(address: str, path: str, timeout: float = 30.0) -> bytes | None:
    """The body of http://address/path, or None where nobody answers 200."""
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=timeout) as answer:
            body: bytes = answer.read()
            return body
    except (urllib.error.URLError, OSError):
        return None


def wait_until_ready(children: Sequence[Child], seconds: float, say: Callable[[str], None]) -> None:
    """Wait for /readyz of every child; raise Unavailable if one ends, or is not ready after `seconds`."""
    waiting, until = list(children), time.monotonic() + seconds
    while waiting:
        for child in children:
            child.check()
        for child in [each for each in waiting if get(each.http, "/readyz", 2.0) is not None]:
            waiting.remove(child)
            say(child.name)
        if time.monotonic() > until:
            late = waiting[0]
            raise Unavailable(
                [f"{late.name} was not ready after {seconds:.0f} s; the end of {late.log}:", *late.tail()]
            )
        time.sleep(_PAUSE)


class Samples:
    """The samples of one process's /metrics."""

    def __init__(self, text: str) -> None:
        families = text_string_to_metric_families(text)
        self._samples = [sample for family in families for sample in family.samples]

    def total(self, name: str, **labels: str) -> int:
        """The sum of a metric over all samples that carry these labels; 0 where there is none."""
        return int(sum(self.values(name, **labels)))

    def values(self, name: str, **labels: str) -> list[float]:
        """The value of each sample of a metric that carries these labels."""
        return [
            sample.value
            for sample in self._samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]


def metrics(address: str) -> Samples | None:
    """What a process measures now; None where nobody answers."""
    body = get(address, "/metrics")
    return None if body is None else Samples(body.decode())
