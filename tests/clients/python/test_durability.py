"""A thousand messages by sixteen clients, and kill -9 in the middle: after a
restart every acknowledged message is there once, in order, with its event."""

import concurrent.futures
import contextlib
import sqlite3
import threading

import requests

from confab import POSTGRES, Confab

CLIENTS = 16
MESSAGES = 1000


class Sender:
    """Sends through one connection until all are sent or the server is gone."""

    def __init__(self, url, space, token):
        self.url = f"{url}/v1/{space}/messages"
        self.headers = {"Authorization": f"Bearer {token}"}
        self.acknowledged = []  # (name, text, create time), in the order of the answers

    def run(self, texts, sent_some):
        with requests.Session() as session:
            for text in texts:
                try:
                    answer = session.post(
                        self.url, headers=self.headers, json={"text": text}, timeout=30
                    )
                    body = answer.json()
                except requests.RequestException:
                    return
                assert answer.status_code == 200, body
                self.acknowledged.append((body["name"], text, body["createTime"]))
                sent_some()


def every_message(url, space, token):
    found, page = [], ""
    while True:
        answer = requests.get(
            f"{url}/v1/{space}/messages",
            params={"pageSize": 300, "pageToken": page},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body.get("messages", [])
        page = body.get("nextPageToken", "")
        if not page:
            return found


def test_kill_in_the_middle(tmp_path):
    server = Confab(tmp_path / "data").start()
    try:
        server.user("alice")
        token = server.token(user="alice")
        created = requests.post(
            f"{server.http}/v1/spaces",
            json={"spaceType": "SPACE", "displayName": "Load"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        assert created.status_code == 200, created.text
        space = created.json()["name"]
        acknowledged = send_until_killed(server, space, token)
        assert MESSAGES // 2 <= len(acknowledged) < MESSAGES

        server.start()
        kept = every_message(server.http, space, token)
        check_messages(kept, acknowledged)
        # On PostgreSQL the log is watched by listeners: crates/server/tests/nodes.
        if POSTGRES is None:
            check_events(server.data, len(kept))

        # The rest can still be sent.
        sender = Sender(server.http, space, token)
        sender.run(["after"], lambda: None)
        last = every_message(server.http, space, token)[-1]
        assert (last["name"], last["text"]) == sender.acknowledged[0][:2]
        assert server.stop() == 0
    finally:
        server.kill()


def send_until_killed(server, space, token):
    senders = [Sender(server.http, space, token) for _ in range(CLIENTS)]
    half = threading.Semaphore(0)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        running = [
            pool.submit(sender.run, texts_of(number), half.release)
            for number, sender in enumerate(senders)
        ]
        for _ in range(MESSAGES // 2):
            assert half.acquire(timeout=60), "the server answers too slowly"
        server.kill()
        for future in running:
            future.result()
    for sender in senders:
        times = [time for _, _, time in sender.acknowledged]
        assert times == sorted(set(times))
    return [one for sender in senders for one in sender.acknowledged]


def texts_of(number):
    return [f"client {number}, message {n}" for n in range(number, MESSAGES, CLIENTS)]


def check_messages(kept, acknowledged):
    names = [message["name"] for message in kept]
    assert len(names) == len(set(names))
    by_name = {message["name"]: message for message in kept}
    for name, text, time in acknowledged:
        assert by_name[name]["text"] == text
        assert by_name[name]["createTime"] == time
    texts = [message["text"] for message in kept]
    assert len(texts) == len(set(texts)), "a message was stored twice"
    times = [parse(message["createTime"]) for message in kept]
    assert times == sorted(set(times)), "the list is not in order"
    # What was never answered may have been stored, one per client at most.
    assert len(kept) <= len(acknowledged) + CLIENTS


def parse(time):
    """An RFC 3339 time as text that sorts: the fraction padded to nine digits."""
    whole, _, fraction = time.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<9}"


def check_events(data, messages):
    """Each message has its own event, in the order of the messages."""
    file = next(iter(sorted(data.glob("*.db")) + sorted(data.glob("*.sqlite*"))))
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT m.message_id, e.seq FROM messages m"
            " LEFT JOIN events e ON e.space_id = m.space_id"
            " AND e.target_id = m.message_id AND e.target_kind = 0"
            " ORDER BY m.space_id, m.message_id"
        ).fetchall()
    assert len(rows) == messages
    sequence = [seq for _, seq in rows]
    assert None not in sequence, "a message without its event"
    assert sequence == sorted(set(sequence)), "events in another order than messages"
