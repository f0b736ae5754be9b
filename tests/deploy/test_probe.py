"""The health check asks the process where it answers, in clear or over TLS, and says what is not well."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from streams.probe import main
from streams.services.process import free_address
from tests.settings.authority import Authority


class Process(BaseHTTPRequestHandler):
    """Alive, and not ready."""

    def do_GET(self) -> None:
        body = b"ok\n" if self.path == "/livez" else b"no connection to Kafka\n"
        self.send_response(200 if self.path == "/livez" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Process) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def test_it_asks_an_address_that_listens_everywhere_on_this_machine(
    server: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["/livez"], {"LIANGPAI_HTTP": f"0.0.0.0:{server.server_port}"}) == 0
    assert capsys.readouterr().out == "ok\n"


def test_a_process_that_is_not_ready_is_told_with_its_reason(
    server: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], {"LIANGPAI_HTTP": f"127.0.0.1:{server.server_port}"}) == 3
    assert "answers 503: no connection to Kafka" in capsys.readouterr().err


def test_a_door_with_a_certificate_is_asked_over_tls(server: HTTPServer, tmp_path: Path) -> None:
    cert, private = Authority(tmp_path).certificate("door.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, private)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    address = {"LIANGPAI_HTTP": f"127.0.0.1:{server.server_port}"}

    named = {"LIANGPAI_HTTP_CERT_FILE": str(cert), "LIANGPAI_HTTP_KEY_FILE": str(private)}

    assert main(["/livez"], {**address, **named}) == 0


def test_the_address_may_stand_in_the_file_of_settings(server: HTTPServer, tmp_path: Path) -> None:
    (file := tmp_path / "liangpai.env").write_text(f"LIANGPAI_HTTP=127.0.0.1:{server.server_port}\n")

    assert main(["/livez"], {"LIANGPAI_SETTINGS": str(file)}) == 0


@pytest.mark.parametrize(
    ("arguments", "env", "code"),
    [
        ([], {}, 2),
        (["/metrics"], {"LIANGPAI_HTTP": "127.0.0.1:1"}, 2),
        ([], {"LIANGPAI_HTTP": "8080"}, 2),
        ([], {"LIANGPAI_HTTP": free_address()}, 3),
    ],
)
def test_what_cannot_be_asked_has_the_exit_code_of_its_kind(
    arguments: list[str], env: dict[str, str], code: int
) -> None:
    assert main(arguments, env) == code
