"""More than the server takes at once: it says so at once and keeps what it
holds bounded, and clients that come again as they are told lose nothing."""

import concurrent.futures
import json
import pathlib
import random
import socket
import time
import uuid

import grpc
import pytest
from google.apps import chat_v1
from google.apps.chat_v1.services.chat_service.transports import ChatServiceGrpcTransport

from client import Client, Refused
from confab import Confab
from listener import Listener

PATIENCE = 60
LIMIT = 4


@pytest.fixture
def server(tmp_path, request):
    flags = getattr(request, "param", ())
    server = Confab(tmp_path / "data", *flags).start()
    server.user("alice")
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture
def token(server):
    return server.token(user="alice")


tiny = pytest.mark.parametrize(
    "server", [("--max-requests", str(LIMIT))], indirect=True, ids=["limit"]
)


class Stalled:
    """A request that stays under way: an upload whose bytes do not come."""

    def __init__(self, server, token, space):
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        head = (
            f"POST /upload/v1/{space}/attachments:upload?uploadType=multipart HTTP/1.1\r\n"
            f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: multipart/related; boundary=cut\r\nContent-Length: 100000\r\n\r\n"
            '--cut\r\nContent-Type: application/json\r\n\r\n{"filename":"a.bin"}\r\n'
            "--cut\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        self.socket.sendall(head.encode())

    def go(self):
        self.socket.close()


def occupied(server, token, space):
    """Requests under way, as many as may be; what a further one is told."""
    client = Client(server, token)
    stalled = [Stalled(server, token, space) for _ in range(LIMIT)]
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.call("GET", f"/v1/{space}")
        except Refused as refused:
            client.connection.close()
            return stalled, refused
        assert time.monotonic() < deadline, "never too many"
        # One of those may have been refused, too.
        stalled.append(Stalled(server, token, space))


def resolute(server, token, work):
    """Calls until it is taken, as REST clients do; how often it was told to
    come again. What is taken is not kept waiting."""
    refusals = 0
    client = Client(server, token)
    while True:
        began = time.monotonic()
        try:
            work(client)
            assert time.monotonic() - began < PATIENCE / 3
            return refusals
        except Refused as refused:
            assert refused.status == 503, refused
            refusals += 1
            wait = int(refused.headers["Retry-After"])
            time.sleep(wait * random.uniform(0.05, 1))


@tiny
def test_rest_clients_come_again(server, token):
    client = Client(server, token)
    space = client.space()
    stalled, refused = occupied(server, token, space)
    assert refused.status == 503 and refused.headers["Retry-After"] == "1"
    assert json.loads(refused.body)["error"]["status"] == "UNAVAILABLE"
    # Whoever watches over the process is still answered.
    assert client.bytes("GET", "/healthz") == b"ok\n"
    texts = [f"text {n}" for n in range(60)]

    def send(text):
        request_id = str(uuid.uuid4())
        return resolute(server, token, lambda client: client.create(space, text, request_id))

    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        sending = [pool.submit(send, text) for text in texts]
        # Some of these were among the stalled ones.
        wait_until(lambda: refused_so_far(server) > 30 + len(stalled))
        for it in stalled:
            it.go()
        assert sum(it.result(PATIENCE) for it in sending) >= 30
    assert sorted(it["text"] for it in client.messages(space)) == sorted(texts)


def refused_so_far(server):
    """How many lines of the log tell of a request that was one too many."""
    return server.log_file.read_text(errors="replace").count("status=503")


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "never"
        time.sleep(0.05)


@tiny
def test_grpc_clients_come_again(server, token):
    """gRPC's own retries, with nothing of ours in between."""
    rest = Client(server, token)
    space = rest.space()
    policy = {
        "maxAttempts": 5,
        "initialBackoff": "0.1s",
        "maxBackoff": "1s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    config = {"methodConfig": [{"name": [{}], "retryPolicy": policy}]}
    options = [("grpc.service_config", json.dumps(config)), ("grpc.enable_retries", 1)]
    # Bearer tokens over plain text are put on by hand.
    authorization = [("authorization", f"Bearer {token}")]
    with grpc.insecure_channel(f"127.0.0.1:{server.port}", options) as channel:
        transport = ChatServiceGrpcTransport(channel=channel)
        client = chat_v1.ChatServiceClient(transport=transport)

        def send(text):
            request = chat_v1.CreateMessageRequest(
                parent=space, message={"text": text}, request_id=str(uuid.uuid4())
            )
            return client.create_message(
                request, metadata=authorization, retry=None, timeout=PATIENCE
            )

        stalled, _ = occupied(server, token, space)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            sending = [pool.submit(send, f"text {n}") for n in range(2)]
            before = refused_so_far(server)
            wait_until(lambda: refused_so_far(server) > before)
            for it in stalled:
                it.go()
            names = {it.result(PATIENCE).name for it in sending}
    assert {it["name"] for it in rest.messages(space)} == names and len(names) == 2


@tiny
def test_uploads_that_go_away_make_room(server, token):
    client = Client(server, token)
    space = client.space()
    for _ in range(3):
        stalled, _ = occupied(server, token, space)
        for it in stalled:
            it.go()
        content = b"bytes" * 1_000

        def send(client):
            file = client.upload(space, content)
            message = client.create(space, "file", attachment=[file])
            assert client.download(message) == content

        resolute(server, token, send)


def test_listeners_of_one_person_are_limited(server, token):
    listeners = []
    while True:
        try:
            listeners.append(open_stream(server, token))
        except Refused as refused:
            assert refused.status == 429
            assert json.loads(refused.body)["error"]["status"] == "RESOURCE_EXHAUSTED"
            break
    assert len(listeners) == 100
    listeners.pop().close()

    def place():
        with_place = None
        try:
            with_place = open_stream(server, token)
        except Refused:
            return False
        listeners.append(with_place)
        return True

    wait_until(place)
    for stream in listeners:
        stream.close()


def open_stream(server, token, buffer=None):
    """A connection to the live events of which only the beginning is read."""
    stream = socket.socket()
    if buffer:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    stream.settimeout(PATIENCE)
    stream.connect(("127.0.0.1", server.port))
    head = f"GET /confab/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n"
    stream.sendall(head.encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += stream.recv(1)
    status = int(answer.split()[1])
    if status == 200:
        return stream
    length = int(answer.lower().split(b"content-length:")[1].split()[0])
    body = b""
    while len(body) < length:
        body += stream.recv(length - len(body))
    stream.close()
    raise Refused(status, body, {})


def test_slow_listeners_are_cut_off(server, token):
    """Some never read; others hear everything, and memory stays bounded."""
    client = Client(server, token)
    space = client.space()
    slow = [open_stream(server, token, buffer=4_096) for _ in range(10)]
    before = memory(server)
    quick = Listener(server, token)
    words = "x" * 30_000
    names = []
    cut = "a listener is too slow and is cut off"
    deadline = time.monotonic() + PATIENCE
    while server.log_file.read_text(errors="replace").count(cut) < len(slow):
        assert time.monotonic() < deadline, "never cut off"
        names.append(client.create(space, f"{len(names)} {words}")["name"])
    quick.wait_for(names[-1])
    quick.stop()
    assert quick.created(space) == names and quick.resets == 0
    # Ten lines of 4 MiB, which share their bytes, and what the kernel holds is not ours.
    assert memory(server) - before < 96 << 20
    for stream in slow:
        stream.close()


def memory(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024
