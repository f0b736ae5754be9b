"""A ClickHouse to be reached by HTTP, on the embedded engine, for want of a server: the same SQL, the same formats.

As a program: `python -m tests.faults.stand_in_clickhouse FOLDER PORT [SECONDS]`; each insert takes SECONDS longer.
"""

import re
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import clickhouse_connect
import lz4.frame  # type: ignore[import-untyped]
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

INSERT = re.compile(rb"INSERT INTO (?P<table>\S+) \((?P<columns>[^)]*)\) FORMAT Native\n?")


class Door(BaseHTTPRequestHandler):
    """Takes what clickhouse-connect sends."""

    client: Client
    pause = 0.0
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Ping."""
        self._answer(200, b"Ok.\n")

    def do_POST(self) -> None:
        """A query, or an insert in Native format."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            body = b"".join(iter(self._chunk, b""))
        if self.headers.get("Content-Encoding") == "lz4":
            body = _decompressed(body)
        try:
            self._answer(200, self._done(said, body))
        except ClickHouseError as error:
            self._answer(500, str(error).encode(), getattr(error, "code", None) or 0)

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline(), 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def _done(self, said: dict[str, str], body: bytes) -> bytes:
        self.client.command(f"USE `{said.get('database', 'default')}`")
        text = said["query"].encode() if "query" in said else body
        if found := INSERT.match(text):
            time.sleep(self.pause)
            columns = [each.strip(" `") for each in found["columns"].decode().split(",")]
            rows = body if "query" in said else body[found.end() :]
            self.client.raw_insert(found["table"].decode().strip("`"), columns, rows, fmt="Native")
            return b""
        query = text.decode()
        values = {
            name.removeprefix("param_"): value for name, value in said.items() if name.startswith("param_")
        }
        form = None if " FORMAT " in query else said.get("default_format", "TabSeparated")
        return self.client.raw_query(query, values, fmt=form)

    def _answer(self, status: int, body: bytes, code: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Format", "Native")
        if code:
            self.send_header("X-ClickHouse-Exception-Code", str(code))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _decompressed(body: bytes) -> bytes:
    """All frames: each block of an insert is one."""
    blocks = []
    while body:
        reader = lz4.frame.LZ4FrameDecompressor()
        blocks.append(reader.decompress(body))
        body = reader.unused_data or b""
    return b"".join(blocks)


def main(folder: str, port: str, seconds: str = "0") -> None:
    """Answer until killed."""
    Door.client = clickhouse_connect.get_client(dsn=f"chdb://{folder}")
    Door.pause = float(seconds)
    HTTPServer(("127.0.0.1", int(port)), Door).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
