"""Archives as the tests of the sink have them."""

from tests.sinks.conftest import address, archive, client

__all__ = ["address", "archive", "client"]
