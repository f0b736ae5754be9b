"""`serve` with a certificate answers over TLS and over nothing else."""

import http.client
import ssl
from pathlib import Path

from streams.services.process import free_address, wait_for
from streams.topics import create
from streams.up.children import Child, liangpai, stop_all
from tests.settings.authority import Authority


def status(place: str, authority: Authority | None) -> int:
    """What /livez answers over TLS checked by the authority, or in clear; 0 where no answer comes."""
    context = ssl.create_default_context(cafile=authority.file) if authority else None
    line = (
        http.client.HTTPSConnection(place, timeout=5, context=context)
        if context
        else http.client.HTTPConnection(place, timeout=5)
    )
    try:
        line.request("GET", "/livez")
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def test_the_door_speaks_tls_where_it_has_a_certificate(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)
    authority, stranger = Authority(tmp_path), Authority(tmp_path, "stranger")
    cert, private = authority.certificate("door")
    (key := tmp_path / "deployment.key").write_bytes(b"k" * 32)
    (sources := tmp_path / "sources.toml").touch(0o600)
    settings = {
        "KAFKA_BOOTSTRAP": kafka_bootstrap,
        "LIANGPAI_PREFIX": topic_prefix,
        "LIANGPAI_KEY_FILE": str(key),
        "LIANGPAI_SOURCES": str(sources),
        "LIANGPAI_HTTP": free_address(),
        "LIANGPAI_HTTP_CERT_FILE": str(cert),
        "LIANGPAI_HTTP_KEY_FILE": str(private),
    }
    door = Child("serve", liangpai("serve"), settings, tmp_path / "serve.log")
    try:
        assert wait_for(lambda: status(door.http, authority) == 200, 60), (tmp_path / "serve.log").read_text()
        assert status(door.http, None) == 0
        assert status(door.http, stranger) == 0
    finally:
        stop_all([door])
