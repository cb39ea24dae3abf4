"""Hours of mixed load at a fixed rate: memory, file handles and the write-ahead
log must not grow. `cargo xtask soak` runs it; `python soak.py --help` by hand."""

import argparse
import collections
import json
import pathlib
import queue
import random
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "clients/python"))

from client import GONE, Client, Refused
from confab import Confab
from listener import Listener

WORKERS = 6
LISTENERS = 4
SCOPES = ["chat.spaces", "chat.memberships", "chat.messages", "chat.delete"]

# What the last quarter may have over the second one. The first is for warming up.
MEMORY = 1.10
MEMORY_SLACK = 8 << 20
HANDLES_SLACK = 16
LOG = 192 << 20

MIX = {
    "create": 40,
    "get": 15,
    "list": 12,
    "edit": 10,
    "delete": 5,
    "events": 5,
    "react": 5,
    "upload": 3,
    "reconnect": 2,
    "stranger": 2,
    "listen": 1,
}


class Worker:
    """Does what is due, and notes how long after its time it was done."""

    def __init__(self, soak, seed):
        self.soak, self.dice = soak, random.Random(seed)
        self.client = Client(soak.server, soak.token)
        self.space = self.client.space()
        self.names = collections.deque(maxlen=200)
        self.count = 0

    def run(self):
        while (due := self.soak.due.get()) is not None:
            what = self.dice.choices(list(MIX), MIX.values())[0]
            try:
                getattr(self, what)()
            except (Refused, *GONE) as error:
                self.soak.failures.append(f"{what}: {error!r}")
                self.reconnect()
            self.soak.took.append(time.monotonic() - due)

    def create(self):
        self.count += 1
        text = f"{self.count} " + "word " * self.dice.randrange(1, 60)
        self.names.append(self.client.create(self.space, text)["name"])

    def some(self):
        if not self.names:
            self.create()
        return self.dice.choice(self.names)

    def get(self):
        self.client.call("GET", f"/v1/{self.some()}")

    def list(self):
        self.client.call("GET", f"/v1/{self.space}/messages?pageSize=25&orderBy=createTime%20desc")

    def edit(self):
        self.client.edit(self.some(), f"edited {self.dice.random()}")

    def delete(self):
        name = self.some()
        self.names.remove(name)
        self.client.delete(name)

    def events(self):
        kind = "google.workspace.chat.message.v1.created"
        query = f"?pageSize=25&filter=event_types%3A%22{kind}%22"
        self.client.call("GET", f"/v1/{self.space}/spaceEvents{query}")

    def react(self):
        body = {"emoji": {"unicode": self.dice.choice("👍🎉😀🚀❤")}}
        try:
            self.client.call("POST", f"/v1/{self.some()}/reactions", body)
        except Refused as refused:
            if refused.status != 409:  # It is there already.
                raise

    def upload(self):
        content = self.dice.randbytes(self.dice.randrange(1, 40_000))
        file = self.client.upload(self.space, content)
        message = self.client.create(self.space, "with a file", attachment=[file])
        if self.client.download(message) != content:
            raise Refused(200, b"other bytes came back", {})

    def reconnect(self):
        self.client.connection.close()
        self.client = Client(self.soak.server, self.soak.token)

    def stranger(self):
        """A connection of its own, refused and closed."""
        client = Client(self.soak.server, "nobody's")
        try:
            client.call("GET", f"/v1/{self.space}")
        except Refused as refused:
            if refused.status != 401:
                raise
        finally:
            client.connection.close()

    def listen(self):
        """Comes for a moment and goes."""
        listener = Listener(self.soak.server, self.soak.token)
        self.create()
        listener.stop()


class Soak:
    def __init__(self, server, rate, seconds):
        self.server, self.rate = server, rate
        # And what comes before and after.
        ttl = round(seconds) + 3600
        self.token = server.token(user="alice", scopes=SCOPES, ttl=ttl)
        self.due = queue.Queue(maxsize=10 * rate)
        self.took, self.failures, self.samples = [], [], []

    def fill(self, megabytes):
        """Until the database is larger than all its caches: memory follows it
        up to there."""
        client = Client(self.server, self.token)
        space = client.space()
        while (self.server.data / "confab.db").stat().st_size < megabytes << 20:
            client.create(space, "x" * 30_000)
        client.connection.close()

    def run(self, seconds, every, out):
        listeners = [Listener(self.server, self.token) for _ in range(LISTENERS)]
        workers = [Worker(self, number) for number in range(WORKERS)]
        threads = [threading.Thread(target=worker.run) for worker in workers]
        for thread in threads:
            thread.start()
        start = time.monotonic()
        number, next_sample = 0, every
        while (now := time.monotonic() - start) < seconds:
            self.due.put(start + number / self.rate)
            number += 1
            if now >= next_sample:
                next_sample += every
                self.sample(now, out)
                for listener in listeners:
                    listener.heard.clear()
            time.sleep(max(0, start + number / self.rate - time.monotonic()))
        for _ in threads:
            self.due.put(None)
        for thread in threads:
            thread.join()
        for listener in listeners:
            listener.stop()

    def sample(self, now, out):
        took, self.took = sorted(self.took), []
        process = pathlib.Path(f"/proc/{self.server.process.pid}")
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines()
        )
        size = lambda name: (self.server.data / name).stat().st_size
        sample = {
            "seconds": round(now),
            "done": len(took),
            "p50_ms": round(1e3 * took[len(took) // 2], 1) if took else 0,
            "p99_ms": round(1e3 * took[len(took) * 99 // 100], 1) if took else 0,
            "memory": int(status["VmRSS"].split()[0]) * 1024,
            "threads": int(status["Threads"]),
            "handles": len(list((process / "fd").iterdir())),
            "log": size("confab.db-wal"),
            "database": size("confab.db"),
        }
        self.samples.append(sample)
        out.write(json.dumps(sample) + "\n")
        out.flush()


def quarter(samples, number):
    """One row of the table: of samples, the middle; of what must not grow, the most."""
    part = samples[len(samples) * number // 4 : len(samples) * (number + 1) // 4]
    middle = lambda key: round(statistics.median(sample[key] for sample in part), 1)
    most = lambda key: max(sample[key] for sample in part)
    return {
        "to minute": round(part[-1]["seconds"] / 60, 1),
        "requests": sum(sample["done"] for sample in part),
        "p50 ms": middle("p50_ms"),
        "p99 ms": middle("p99_ms"),
        "memory MiB": round(middle("memory") / 2**20, 1),
        "handles": most("handles"),
        "threads": most("threads"),
        "log MiB": round(most("log") / 2**20, 1),
        "database MiB": round(part[-1]["database"] / 2**20, 1),
    }


def faults(samples, failures):
    """Why the run is not good; nothing when it is."""
    warm, last = (
        samples[len(samples) * number // 4 : len(samples) * (number + 1) // 4] for number in (1, 3)
    )
    middle = lambda part: statistics.median(sample["memory"] for sample in part)
    if middle(last) > middle(warm) * MEMORY + MEMORY_SLACK:
        yield f"memory grew from {middle(warm):.0f} to {middle(last):.0f} bytes"
    most = lambda part, key: max(sample[key] for sample in part)
    if most(last, "handles") > most(warm, "handles") + HANDLES_SLACK:
        yield f"file handles grew to {most(last, 'handles')}"
    if most(samples, "log") > LOG:
        yield f"the write-ahead log grew to {most(samples, 'log')} bytes"
    if failures:
        yield f"{len(failures)} requests failed, first {failures[0]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=int, default=100, help="requests a second")
    parser.add_argument("--fill", type=int, default=64, help="megabytes of messages before")
    parser.add_argument("--samples", default="soak.jsonl", help="where each sample is written")
    options = parser.parse_args()
    seconds = options.minutes * 60
    with tempfile.TemporaryDirectory() as folder, open(options.samples, "w") as out:
        server = Confab(pathlib.Path(folder) / "data").start()
        try:
            server.user("alice")
            soak = Soak(server, options.rate, seconds)
            soak.fill(options.fill)
            soak.run(seconds, min(10, seconds / 16), out)
            assert server.stop() == 0
        finally:
            server.kill()
    rows = [quarter(soak.samples, number) for number in range(4)]
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    wrong = list(faults(soak.samples, soak.failures))
    for fault in wrong:
        print(f"soak: {fault}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
