"""Concurrent writers that remember what they were promised, and the comparison
of that with what is there after the server came back."""

import concurrent.futures
import contextlib
import hashlib
import json
import sqlite3
import uuid

from client import GONE, Client, Refused, instant

WRITERS = 6
UPLOADERS = 2


class Promise:
    """One message: what was asked for, and what was acknowledged."""

    def __init__(self, text, request_id):
        self.request_id = request_id
        self.text = text
        self.name = None  # once acknowledged
        self.time = None
        self.edits = 0  # acknowledged
        self.deleted = False
        self.sum = None  # of the file with it
        self.doubt = None  # what was on its way when the server went: create, edit, delete
        self.asked = None  # the text of an edit on its way


class Writer:
    """Writes one thing after the other until the server is gone. An answer of
    503, or of 429 from a full disk, is no promise, and no denial either."""

    def __init__(self, space, dice, uploads=False):
        self.space, self.dice, self.uploads = space, dice, uploads
        self.promises = []
        self.refused = 0

    def run(self, server, token, enough=lambda: False):
        client = Client(server, token)
        while not enough():
            try:
                self.write(client)
            except Refused as refused:
                if refused.status not in (429, 503):
                    raise
                self.refused += 1
            except GONE:
                return

    def write(self, client):
        settled = [it for it in self.promises[-20:] if it.name and not it.doubt and not it.deleted]
        roll = self.dice.random()
        if not settled or roll < 0.6:
            self.create(client)
        elif roll < 0.85:
            self.edit(client, self.dice.choice(settled))
        else:
            self.delete(client, self.dice.choice(settled))

    def create(self, client):
        more = {}
        content = None
        if self.uploads:
            content = self.dice.randbytes(self.dice.randrange(1, 200_000))
            more["attachment"] = [client.upload(self.space, content)]
        promise = Promise(f"text {uuid.uuid4()}", str(uuid.uuid4()))
        promise.doubt = "create"
        self.promises.append(promise)
        message = client.create(self.space, promise.text, promise.request_id, **more)
        promise.name, promise.time, promise.doubt = message["name"], message["createTime"], None
        promise.sum = content and hashlib.sha256(content).digest()

    def edit(self, client, promise):
        promise.doubt, promise.asked = "edit", f"text {uuid.uuid4()}"
        client.edit(promise.name, promise.asked)
        promise.text, promise.doubt = promise.asked, None
        promise.edits += 1

    def delete(self, client, promise):
        promise.doubt = "delete"
        client.delete(promise.name)
        promise.deleted, promise.doubt = True, None


class Load:
    """All writers of a test, over as many lives of the server as there are."""

    def __init__(self, server, token, dice):
        self.token = token
        client = Client(server, token)
        self.spaces = [client.space() for _ in range(2)]
        own = lambda: type(dice)(dice.random())
        self.writers = [Writer(self.spaces[n % 2], own()) for n in range(WRITERS)]
        self.writers += [Writer(self.spaces[n % 2], own(), True) for n in range(UPLOADERS)]

    def run_until(self, server, end):
        """Writes until `end` returns, which may end the server."""
        over = []
        with concurrent.futures.ThreadPoolExecutor(len(self.writers)) as pool:
            running = [
                pool.submit(writer.run, server, self.token, lambda: bool(over))
                for writer in self.writers
            ]
            try:
                end()
            finally:
                over.append(True)
            for future in running:
                future.result()

    def promises(self, space):
        return [it for writer in self.writers if writer.space == space for it in writer.promises]

    @property
    def acknowledged(self):
        return sum(1 for s in self.spaces for it in self.promises(s) if it.name)

    def check(self, server):
        """Everything promised is there once, and what was in doubt is settled."""
        client = Client(server, self.token)
        assert check_database(server.data) == ["ok"]
        for space in self.spaces:
            promises = self.promises(space)
            kept = client.messages(space)
            check_messages(promises, kept)
            check_events(client, space, promises, kept)
            self.repeat(client, space, promises, kept)
            self.check_files(client, promises, kept)

    def repeat(self, client, space, promises, kept):
        """The same request again does nothing twice, whatever became of it."""
        names = {message["name"] for message in kept}
        doubtful = [it for it in promises if it.doubt == "create"]
        settled = [it for it in promises if it.name and not it.deleted and it.doubt != "delete"]
        for promise in settled[-10:]:
            assert client.create(space, promise.text, promise.request_id)["name"] == promise.name
        fresh = 0
        for promise in doubtful:
            first = client.create(space, promise.text, promise.request_id)
            again = client.create(space, promise.text, promise.request_id)
            assert first["name"] == again["name"]
            fresh += first["name"] not in names
            promise.name, promise.time, promise.doubt = first["name"], first["createTime"], None
        assert len(client.messages(space)) == len(names) + fresh

    def check_files(self, client, promises, kept):
        by_name = {message["name"]: message for message in kept}
        with_files = [it for it in promises if it.sum and not it.deleted and not it.doubt]
        for promise in with_files:
            content = client.download(by_name[promise.name])
            assert hashlib.sha256(content).digest() == promise.sum, promise.name


def check_messages(promises, kept):
    names = [message["name"] for message in kept]
    assert len(names) == len(set(names))
    times = [instant(message["createTime"]) for message in kept]
    assert times == sorted(set(times)), "the list is not in order"
    texts = [message["text"] for message in kept if "text" in message]
    assert len(texts) == len(set(texts)), "a message is there twice"
    by_name = {message["name"]: message for message in kept}
    unasked = set(names) - {promise.name for promise in promises}
    asked = {promise.text for promise in promises if promise.doubt == "create"}
    assert {by_name[name]["text"] for name in unasked} <= asked
    for promise in promises:
        if promise.name:
            assert promise.name in by_name, f"{promise.name} was acknowledged and is lost"
            check_message(promise, by_name[promise.name])


def check_message(promise, message):
    """Also settles an edit or a removal that was on its way."""
    assert message["createTime"] == promise.time
    gone = "deleteTime" in message
    if promise.deleted or (promise.doubt == "delete" and gone):
        assert gone, f"{promise.name} was deleted and is back"
        promise.deleted, promise.doubt = True, None
        return
    assert not gone, f"{promise.name} was not deleted"
    if promise.doubt == "edit" and message["text"] == promise.asked:
        promise.text = promise.asked
        promise.edits += 1
    assert message["text"] == promise.text, promise.name
    promise.doubt = None


def check_events(client, space, promises, kept):
    """Each message has its one event, each change too, in order."""

    def told(what):
        events = client.events(space, what)
        names = [event["name"] for event in events]
        assert len(names) == len(set(names))
        times = [instant(event["eventTime"]) for event in events]
        assert times == sorted(set(times)), "events are not in order"
        data = f"message{what.title()}EventData"
        found = []
        for event in events:
            batch = event.get(f"messageBatch{what.title()}EventData", {})
            one = [event[data]] if data in event else batch.get("messages", [])
            found += [it["message"]["name"] for it in one]
        return found

    created = told("created")
    assert created == [message["name"] for message in kept]
    deleted = told("deleted")
    assert sorted(deleted) == sorted(it["name"] for it in kept if "deleteTime" in it)
    updated = told("updated")
    for promise in promises:
        if promise.name:
            assert updated.count(promise.name) == promise.edits, promise.name


def check_database(data):
    file = f"file:{data / 'confab.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as database:
        return [line for (line,) in database.execute("PRAGMA integrity_check")]


def check_heard(listener, load, client):
    """What a listener was told, over all of its connections."""
    assert listener.resets == 0
    ids = [int(id[1:], 16) for id, _ in listener.heard]
    assert ids == sorted(set(ids)), "the stream is not in order, or tells twice"
    for space in load.spaces:
        told = listener.created(space)
        assert len(told) == len(set(told))
        kept = client.messages(space)
        here = [message["name"] for message in kept]
        # A message deleted before the listener came back need not be told.
        gone = {message["name"] for message in kept if "deleteTime" in message}
        assert [name for name in here if name in set(told) | gone] == here, "events are missing"
        assert told == [name for name in here if name in set(told)], "told in another order"
