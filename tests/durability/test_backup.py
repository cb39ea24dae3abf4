"""A backup beside writers, and one of everything: what is restored is compared
row by row and byte by byte."""

import contextlib
import copy
import pathlib
import sqlite3
import time

from client import Client
from confab import Confab
from load import Load, check_database

# Known once the server stops, or only its own.
OUTSIDE = {"confab.db", "confab.db-wal", "confab.db-shm", "run.json"}


def test_a_backup_beside_writers(tmp_path, dice):
    """Everything acknowledged before it began is in it, files too; what came
    later is in it as a whole or not at all."""
    server = Confab(tmp_path / "data").start()
    restored = Confab(tmp_path / "restored")
    try:
        server.user("alice")
        load = Load(server, server.token(user="alice"), dice)
        before = []

        def back_up():
            deadline = time.monotonic() + 60
            while load.acknowledged < 40:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            before.extend(promises_of(load))
            server.admin("backup", str(tmp_path / "one.tar"))

        load.run_until(server, back_up)
        assert load.acknowledged > len(before)
        load.check(server)

        restored.admin("restore", str(tmp_path / "one.tar"))
        restored.start()
        assert check_database(restored.data) == ["ok"]
        client = Client(restored, load.token)
        for space in load.spaces:
            kept = {message["name"]: message for message in client.messages(space)}
            mine = [it for it in before if it.name.startswith(f"{space}/")]
            assert mine and all(promise.name in kept for promise in mine)
            files = [it for it in mine if it.sum and not kept[it.name].get("deleteTime")]
            load.check_files(client, files, kept.values())
        assert restored.stop() == 0
        assert server.stop() == 0
    finally:
        server.kill()
        restored.kill()


def promises_of(load):
    """What is acknowledged at this moment, as it is now."""
    return [copy.copy(it) for space in load.spaces for it in load.promises(space) if it.name]


def test_everything_comes_back(tmp_path, dice):
    server = Confab(tmp_path / "data").start()
    try:
        server.user("alice")
        server.app("Helper", tmp_path / "key.json")
        load = Load(server, server.token(user="alice"), dice)
        load.run_until(server, lambda: time.sleep(2))
        assert server.stop() == 0
        server.admin("backup", str(tmp_path / "all.tar"))
    finally:
        server.kill()
    restored = Confab(tmp_path / "restored")
    restored.admin("restore", str(tmp_path / "all.tar"))
    assert files_of(server.data) == files_of(restored.data)
    there = rows_of(restored.data)
    assert rows_of(server.data) == there
    assert len(there["messages"]) >= 10
    assert any(name.startswith("uploads/") for name in files_of(restored.data))
    # And it serves.
    try:
        restored.start()
        load.check(restored)
        assert restored.stop() == 0
    finally:
        restored.kill()


def files_of(data):
    """Every file beside the database, with its bytes."""
    found = [path for path in pathlib.Path(data).rglob("*") if path.is_file()]
    found = {str(path.relative_to(data)): path.read_bytes() for path in found}
    return {name: content for name, content in found.items() if name not in OUTSIDE}


def rows_of(data):
    """Every row of every table."""
    file = f"file:{data / 'confab.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as database:
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        names = [name for (name,) in database.execute(tables)]
        rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        return {name: sorted(found, key=repr) for name, found in rows.items()}
