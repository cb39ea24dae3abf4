"""The disk that forgets does so, and not more: rows of SQLite's own program
survive a power cut exactly when it is told to wait for the disk."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from disk import Disk

WRITER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = " + sys.argv[2])
for number in range(10 ** 9):
    database.execute("INSERT INTO rows VALUES (?, ?)", (number, "x" * 500))
    print(number, flush=True)
"""


def write_and_cut(disk, synchronous, count):
    """The rows that were acknowledged, and those that are there afterwards."""
    file = disk.root / "rows.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT)")
    command = [sys.executable, "-c", WRITER, str(file), synchronous]
    environment = {**os.environ, **disk.environment}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    lines = [process.stdout.readline() for _ in range(count)]
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    disk.lose()
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return len(lines), database.execute("SELECT count(*) FROM rows").fetchone()[0]


@pytest.mark.parametrize("synchronous, safe", [("FULL", True), ("OFF", False)])
def test_what_is_not_synced_is_lost(tmp_path, synchronous, safe):
    disk = Disk(tmp_path, tmp_path / "root", forgets=True)
    said, there = write_and_cut(disk, synchronous, 2_000)
    assert there in (said, said + 1) if safe else there == 0


def test_names_last_with_their_folder(tmp_path):
    disk = Disk(tmp_path, tmp_path / "root", forgets=True)
    script = """
import os, sys
os.chdir(sys.argv[1])
def write(name, text, *flags):
    file = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, text)
    os.fsync(file)
    os.close(file)
def sync(folder):
    folder = os.open(folder, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
write("kept", b"one")
write("replaced", b"old")
write("removed", b"here")
os.mkdir("folder")
sync(".")
write("replacement", b"new")
os.rename("replacement", "replaced")
os.unlink("removed")
write("forgotten", b"gone")
write("folder/forgotten", b"gone")
file = os.open("kept", os.O_RDWR)
os.pwrite(file, b"two two", 0)
os.ftruncate(file, 2)
"""
    command = [sys.executable, "-c", script, str(disk.root)]
    subprocess.run(command, env={**os.environ, **disk.environment}, check=True)
    assert (disk.root / "replaced").read_bytes() == b"new"
    disk.lose()
    there = {path.name: path.is_file() and path.read_bytes() for path in disk.root.iterdir()}
    expected = {"kept": b"one", "replaced": b"old", "removed": b"here", "folder": False}
    assert there == expected
    assert not list((disk.root / "folder").iterdir())
