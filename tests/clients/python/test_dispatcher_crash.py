"""kill -9 while apps are told of messages under load: after a restart the app
was told of every acknowledged message, of none again whose delivery was
recorded as done, and every answer of its stands in the space once."""

import collections
import concurrent.futures
import contextlib
import http.server
import json
import sqlite3
import threading
import time

import pytest
import requests

from confab import POSTGRES, Confab

CLIENTS = 8
MESSAGES = 400
# So many messages the app answers; it holds the next ones until the server is
# dead, so that some are under way then.
ANSWERED = 100
# `deliveries.state` of those that are over, and of those still open.
DONE, OPEN = 4, (1, 2, 3)


class Endpoint:
    """A Chat app that answers every message, and notes what it was told."""

    def __init__(self):
        self.added = False
        self.resume = threading.Event()
        self.told = collections.Counter()  # by the number in the text
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = endpoint.answer(json.loads(body))
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, event):
        if event["type"] != "MESSAGE":
            self.added = True
            return b"{}"
        number = number_of(event)
        self.told[number] += 1
        if len(self.told) > ANSWERED:
            self.resume.wait(120)
        return json.dumps({"text": f"answer {number}"}).encode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def number_of(event):
    return int(event["message"]["argumentText"].split()[-1])


@pytest.mark.skipif(POSTGRES is not None, reason="reads the SQLite file; on PostgreSQL the tests of several nodes kill one")
def test_kill_while_apps_are_told(tmp_path):
    endpoint = Endpoint()
    server = Confab(tmp_path / "data", "--outgoing", "loopback", "--app-deadline", "5").start()
    try:
        server.user("alice")
        app = server.admin("app", "create", "Robo", "--endpoint", endpoint.url)
        alice = {"Authorization": f"Bearer {server.token(user='alice')}"}
        space = new_space(server, alice)
        server.admin("app", "install", "Robo", "--space", space)
        # The first request waits for a key to be made.
        wait_for(lambda: endpoint.added, "the app is told of nothing")
        url = f"{server.http}/v1/{space}/messages"
        acknowledged = send_until_killed(server, endpoint, url, alice, app["name"])
        done, told = numbers(server.data, (DONE,)), endpoint.told.copy()
        assert done and len(done) <= ANSWERED
        endpoint.resume.set()

        server.start()
        wait_until_quiet(server, endpoint, acknowledged)
        assert {number: endpoint.told[number] for number in done} == {
            number: told[number] for number in done
        }, "told again of what was done"
        check_answers(f"{server.http}/v1/{space}/messages", alice, acknowledged)
        assert server.stop() == 0
    finally:
        server.kill()
        endpoint.resume.set()
        endpoint.close()


def new_space(server, headers):
    space = {"spaceType": "SPACE", "displayName": "Load"}
    created = requests.post(f"{server.http}/v1/spaces", json=space, headers=headers, timeout=30)
    assert created.status_code == 200, created.text
    return created.json()["name"]


def send_until_killed(server, endpoint, url, headers, app):
    """The numbers whose messages were acknowledged."""
    acknowledged = []

    def send(first):
        with requests.Session() as session:
            for number in range(first, MESSAGES, CLIENTS):
                message = {"text": f"<{app}> {number}"}
                try:
                    answer = session.post(url, headers=headers, json=message, timeout=30)
                except requests.RequestException:
                    return
                assert answer.status_code == 200, answer.text
                acknowledged.append(number)

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(send, first) for first in range(CLIENTS)]
        try:
            wait_for(
                lambda: len(acknowledged) > MESSAGES // 2 and len(endpoint.told) > ANSWERED,
                "the server is too slow",
            )
        finally:
            server.kill()
        for future in running:
            future.result()
    return set(acknowledged)


def numbers(data, states):
    """Of which messages the deliveries are in these states, as the file says."""
    [file] = data.glob("*.db")
    with contextlib.closing(sqlite3.connect(file)) as database:
        marks = ", ".join("?" for _ in states)
        rows = database.execute(
            f"SELECT request FROM deliveries WHERE event_type = 'MESSAGE' AND state IN ({marks})",
            states,
        ).fetchall()
    return {number_of(json.loads(request)) for (request,) in rows}


def wait_until_quiet(server, endpoint, acknowledged):
    """What was under way belongs to the dead for some seconds yet."""
    wait_for(lambda: acknowledged <= set(endpoint.told), "an acknowledged message was lost")
    wait_for(lambda: not numbers(server.data, OPEN), "a delivery does not end")


def wait_for(happened, otherwise):
    end = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


def check_answers(url, headers, acknowledged):
    found, page = collections.Counter(), ""
    while True:
        parameters = {"pageSize": 500, "pageToken": page}
        listed = requests.get(url, params=parameters, headers=headers, timeout=30)
        assert listed.status_code == 200, listed.text
        body = listed.json()
        texts = [message.get("text", "") for message in body.get("messages", [])]
        found.update(int(text.split()[1]) for text in texts if text.startswith("answer "))
        page = body.get("nextPageToken", "")
        if not page:
            break
    assert acknowledged <= set(found), "an answer was lost"
    assert set(found.values()) == {1}, "an answer was posted twice"
