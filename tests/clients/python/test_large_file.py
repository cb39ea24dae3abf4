"""The largest file that there may be, up and down again: what the server needs
of memory does not grow with it."""

import hashlib
import itertools
import pathlib

import pytest
import requests

from confab import Confab

SIZE = 200 * 1024 * 1024
BLOCK = bytes(range(256)) * 4096
# Buffers, not files: a tenth of the file would be suspicious.
ALLOWED = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Confab(tmp_path_factory.mktemp("large") / "data").start()
    try:
        server.user("alice")
        server.session = requests.Session()
        server.session.headers["Authorization"] = f"Bearer {server.token(user='alice')}"
        space = {"spaceType": "SPACE", "displayName": "Large"}
        server.space = call(server, "/v1/spaces", space)["name"]
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


def call(server, path, body):
    answer = server.session.post(f"{server.http}{path}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def peak_memory(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def blocks():
    return itertools.repeat(BLOCK, SIZE // len(BLOCK))


def related():
    """A multipart/related body around the file."""
    yield b"--cut\r\nContent-Type: application/json\r\n\r\n"
    yield b'{"filename": "large.bin"}\r\n'
    yield b"--cut\r\nContent-Type: application/octet-stream\r\n\r\n"
    yield from blocks()
    yield b"\r\n--cut--\r\n"


def upload(server):
    answer = server.session.post(
        f"{server.http}/upload/v1/{server.space}/attachments:upload?uploadType=multipart",
        data=related(),
        headers={"Content-Type": "multipart/related; boundary=cut"},
        timeout=300,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="no /proc")
def test_it_passes_through(server):
    whole = hashlib.sha256()
    for block in blocks():
        whole.update(block)
    # A small one first, so that what is there anyway does not count.
    call(server, f"/v1/{server.space}/messages", {"text": "hello"})
    before = peak_memory(server)

    message = {"attachment": [upload(server)]}
    message = call(server, f"/v1/{server.space}/messages", message)
    assert peak_memory(server) - before < ALLOWED

    name = message["attachment"][0]["attachmentDataRef"]["resourceName"]
    url = f"{server.http}/v1/media/{name}?alt=media"
    down, length = hashlib.sha256(), 0
    with server.session.get(url, stream=True, timeout=300) as answer:
        assert answer.status_code == 200, answer.text
        for block in answer.iter_content(1 << 20):
            down.update(block)
            length += len(block)
    assert length == SIZE
    assert down.digest() == whole.digest()
    assert peak_memory(server) - before < ALLOWED

    headers = {"Range": f"bytes={SIZE - 5}-"}
    last = server.session.get(url, headers=headers, timeout=60)
    assert (last.status_code, last.content) == (206, BLOCK[-5:])
    assert last.headers["Content-Range"] == f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}"
