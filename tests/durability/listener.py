"""A listener to the live events that comes back with `Last-Event-ID`."""

import http.client
import json
import threading
import time

from client import GONE


class Listener:
    """Hears everything from its first connection on; `follow` tells it where
    the server is after a restart."""

    def __init__(self, server, token):
        self.token = token
        self.last = None
        self.heard = []  # (id, event), in the order they came
        self.resets = 0
        self.wrong = None
        self.port = server.port
        self.done = False
        self.connected = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        assert self.connected.wait(30)

    def follow(self, server):
        self.port = server.port

    def stop(self):
        self.done = True
        self.thread.join(60)
        assert self.wrong is None, self.wrong

    def run(self):
        while not self.done:
            try:
                self.listen()
            except GONE:
                time.sleep(0.05)
            except Exception as error:  # A thread's own end is seen by nobody.
                self.wrong = error
                return

    def listen(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.last is not None:
            headers["Last-Event-ID"] = self.last
        connection.request("GET", "/confab/v1/events", headers=headers)
        answer = connection.getresponse()
        if answer.status == 503:
            raise OSError("not yet")
        assert answer.status == 200, answer.read()
        frame = {}
        while not self.done and (line := answer.readline()):
            line = line.decode().rstrip("\n")
            key, _, value = line.partition(": ")
            if line:
                frame[key] = value
                continue
            self.take(frame)
            frame = {}
            self.connected.set()
        connection.close()

    def take(self, frame):
        if frame.get("event") == "reset":
            self.resets += 1
        elif "data" in frame:
            self.heard.append((frame["id"], json.loads(frame["data"])))
        self.last = frame.get("id", self.last)

    def created(self, space):
        """Names of the messages of a space that it was told of, in order."""
        events = [event["spaceEvent"] for _, event in self.heard if "spaceEvent" in event]
        messages = [
            event["messageCreatedEventData"]["message"]["name"]
            for event in events
            if "messageCreatedEventData" in event
        ]
        return [name for name in messages if name.startswith(f"{space}/")]

    def wait_for(self, name):
        """Waits until it was told of a message."""
        space = name.partition("/messages/")[0]
        deadline = time.monotonic() + 60
        while name not in self.created(space):
            assert time.monotonic() < deadline and self.wrong is None, (name, self.wrong)
            time.sleep(0.05)
