"""Disks that are full, read-only or broken, and a clock that steps back: what
is refused says so in one line, nothing acknowledged is lost, and the server
goes on by itself once the trouble is over."""

import contextlib
import re
import threading
import time
import urllib.error
import urllib.request

import pytest

from client import Client, Refused, instant
from confab import Confab
from disk import Disk
from load import Load, check_database

PATIENCE = 30


class Stage:
    """A server on a disk that can fail, with its load."""

    def __init__(self, folder, dice):
        self.disk = Disk(folder, folder / "data")
        self.server = Confab(self.disk.root, environment=self.disk.environment).start()
        self.server.user("alice")
        self.token = self.server.token(user="alice")
        self.load = Load(self.server, self.token, dice)
        self.client = Client(self.server, self.token)
        self.space = self.load.spaces[0]
        self.count = 0

    def ready(self):
        """The status of /readyz, and what it says."""
        try:
            with urllib.request.urlopen(f"{self.server.http}/readyz", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def until_refused(self):
        """Fills the disk, if need be, until a write is refused."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self.count += 1
                self.client.create(self.space, f"{self.count} " + "x" * 3_000)
            except Refused as refused:
                return refused
        raise AssertionError("nothing was refused")

    def until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while self.ready()[0] != 200:
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def log(self):
        return self.server.log_file.read_text(errors="replace")


@pytest.fixture
def stage(tmp_path, dice):
    stage = Stage(tmp_path, dice)
    try:
        yield stage
    finally:
        stage.server.kill()


TROUBLE = {
    "a full disk": ({"room": 20_000}, "no space left for the database"),
    "a read-only disk": ({"read_only": 1}, "the database"),
    "writes that fail": ({"bad_write": 1}, "the database file cannot be used"),
    "an fsync that fails": ({"bad_sync": 1}, "the database file cannot be used"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_comes_and_goes(stage, name):
    settings, words = TROUBLE[name]
    began, over = threading.Event(), threading.Event()

    def trouble():
        wait_for(lambda: stage.load.acknowledged > 10)
        for key, value in settings.items():
            setattr(stage.disk.control, key, value)
        began.set()
        refused = stage.until_refused()
        assert refused.status == 503, refused
        assert refused.headers["Retry-After"]
        assert b'"UNAVAILABLE"' in refused.body
        # What is there can still be read.
        assert stage.client.messages(stage.space)
        status, why = stage.ready()
        assert (status, why) == (503, "The database cannot be used; the log says why.\n")
        assert stage.server.process.poll() is None
        stage.disk.well()
        stage.until_ready()
        before = stage.load.acknowledged
        wait_for(lambda: stage.load.acknowledged > before + 10)
        over.set()

    stage.load.run_until(stage.server, trouble)
    assert began.is_set() and over.is_set()
    line = re.compile(f'status="UNAVAILABLE".*{words}')
    wait_for(lambda: line.search(stage.log()))
    stage.load.check(stage.server)
    # And what was refused does not come back with a kill.
    stage.server.kill()
    stage.server.start()
    stage.load.check(stage.server)
    assert stage.server.stop() == 0


def test_reads_that_fail(stage):
    name = stage.client.create(stage.space, "here")["name"]
    stage.disk.control.bad_read = 1
    deadline = time.monotonic() + PATIENCE
    with pytest.raises(Refused) as refused:
        while time.monotonic() < deadline:
            # What is in memory needs no disk; each commit makes readers look again.
            stage.client.create(stage.space, "more")
            stage.client.messages(stage.space)
    # SQLite itself takes some of these for damage, until the file was read again.
    assert refused.value.status in (500, 503), refused.value
    assert stage.ready()[0] == 503
    wait_for(lambda: "the database file" in stage.log())
    stage.disk.well()
    stage.until_ready()
    assert stage.client.messages(stage.space)[0]["name"] == name


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "never"
        time.sleep(0.02)


def test_files_on_a_full_disk(stage):
    content = bytes(range(256)) * 400
    sent = stage.client.create(
        stage.space, "one", attachment=[stage.client.upload(stage.space, content)]
    )
    # Enough for the rows of an upload, and not for its bytes.
    stage.disk.control.room = len(content) - 1
    with pytest.raises(Refused, match="no room left for files") as refused:
        stage.client.upload(stage.space, content)
    assert refused.value.status == 429
    with pytest.raises(Refused) as refused:
        stage.client.upload(stage.space, content)
    assert refused.value.status in (429, 503)
    stage.disk.well()
    assert stage.client.download(sent) == content
    again = stage.client.create(
        stage.space, "two", attachment=[stage.client.upload(stage.space, content)]
    )
    assert stage.client.download(again) == content


@pytest.mark.parametrize("name", ["a full disk", "a read-only disk"])
def test_a_start_in_trouble_is_refused_in_one_line(stage, name):
    message = stage.client.create(stage.space, "here")
    assert stage.server.stop() == 0
    stage.disk.control.room = 0
    stage.disk.control.read_only = int(name == "a read-only disk")
    before = len(stage.log())
    with pytest.raises(RuntimeError):
        stage.server.start()
    said = stage.log()[before:].strip().splitlines()
    assert len(said) == 1 and "cannot" in said[0], said
    stage.disk.well()
    stage.server.start()
    client = Client(stage.server, stage.token)
    assert client.messages(stage.space)[0]["name"] == message["name"]


def test_a_clock_that_steps_back(stage):
    names = [stage.client.create(stage.space, f"before {n}")["name"] for n in range(20)]
    # Tokens that begin later than now would be none.
    stage.disk.control.clock = -3_000
    names += [stage.client.create(stage.space, f"back {n}")["name"] for n in range(20)]
    stage.server.kill()
    stage.server.start()
    client = Client(stage.server, stage.token)
    names += [client.create(stage.space, f"restarted {n}")["name"] for n in range(20)]
    stage.disk.control.clock = 0
    names += [client.create(stage.space, f"again {n}")["name"] for n in range(20)]
    kept = client.messages(stage.space)
    assert [message["name"] for message in kept] == names
    times = [instant(message["createTime"]) for message in kept]
    assert times == sorted(set(times))
    assert client.told(stage.space, "created") == names


def test_a_log_that_was_cut(stage, dice):
    """What is left is a beginning of what was written, and whole."""
    names = [stage.client.create(stage.space, f"text {n}")["name"] for n in range(60)]
    stage.server.kill()
    wal = stage.disk.root / "confab.db-wal"
    length = wal.stat().st_size
    with wal.open("r+b") as file:
        file.truncate(length - dice.randrange(1, 60_000))
    stage.server.start()
    client = Client(stage.server, stage.token)
    kept = [message["name"] for message in client.messages(stage.space)]
    assert kept == names[: len(kept)] and 0 < len(kept) < 60
    assert client.told(stage.space, "created") == kept
    assert check_database(stage.server.data) == ["ok"]
    assert client.create(stage.space, "after")["name"] not in names


def test_a_damaged_page(stage):
    """The pages of messages are overwritten: reading them is refused, the log
    and /readyz say why, and what does not need them is still answered."""
    for n in range(60):
        stage.client.create(stage.space, f"text {n} " + "x" * 3_000)
    # Stopped, the server puts its log into the file.
    assert stage.server.stop() == 0
    database = stage.disk.root / "confab.db"
    content = bytearray(database.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for page in range(0, len(content), size):
        if b"x" * 1_000 in content[page : page + size]:
            content[page : page + 512] = b"\xff" * 512
    database.write_bytes(content)
    stage.server.start()
    client = Client(stage.server, stage.token)
    with pytest.raises(Refused) as refused:
        client.messages(stage.space)
    assert refused.value.status == 500 and b"INTERNAL" in refused.value.body
    assert b"sqlite" not in refused.value.body.lower()
    assert client.call("GET", f"/v1/{stage.space}")["name"] == stage.space
    assert stage.ready()[0] == 503
    words = "the database file is damaged, stop the server and restore a copy"
    wait_for(lambda: words in stage.log())
    with contextlib.suppress(Refused):
        client.create(stage.space, "more")
    assert stage.server.process.poll() is None
    assert stage.server.stop() == 0
