"""Kills at random moments: the process alone, and the machine with it."""

import os
import subprocess
import time

import pytest

from client import Client
from confab import Confab, binary
from disk import Disk
from listener import Listener
from load import Load, check_database, check_heard

SCOPES = ["chat.spaces", "chat.memberships", "chat.messages", "chat.delete"]


def lives(server, dice, rounds, power_cut=lambda: 0, busy=lambda: None):
    """Kills a busy server so many times; answers how many messages survived.
    `busy` is called when the load begins."""
    server.start()
    listener = None
    key = (server.data / "secret.key").read_bytes()
    try:
        server.user("alice")
        token = server.token(user="alice", scopes=SCOPES)
        load = Load(server, token, dice)
        listener = Listener(server, token)
        for number in range(rounds):
            wait = dice.uniform(0.05, 2)

            def end():
                time.sleep(wait)
                server.kill()

            busy()
            load.run_until(server, end)
            lost = power_cut()
            assert (server.data / "secret.key").read_bytes() == key
            server.start()
            listener.follow(server)
            load.check(server)
            print(f"round {number}: {wait:.2f} s, {load.acknowledged} messages, {lost} undone")
        client = Client(server, token)
        for space in load.spaces:
            listener.wait_for(client.create(space, "the last one")["name"])
        check_heard(listener, load, client)
        assert server.stop() == 0
        return load.acknowledged
    finally:
        server.kill()
        if listener is not None:
            listener.stop()


def test_kill(tmp_path, dice, rounds):
    assert lives(Confab(tmp_path / "data"), dice, rounds) > 10 * rounds


@pytest.mark.parametrize("how", ["all is lost", "some is lost"])
def test_power_cut(tmp_path, dice, rounds, how):
    disk = Disk(tmp_path, tmp_path / "data", forgets=True)
    server = Confab(disk.root, environment=disk.environment)
    some = dice if how == "some is lost" else None
    assert lives(server, dice, rounds, lambda: disk.lose(some)) > 10 * rounds


def test_a_lying_disk_is_found_out(tmp_path, dice):
    """The test above must be able to fail: here it does, since what the disk
    says of fsync is not true."""
    disk = Disk(tmp_path, tmp_path / "data", forgets=True)
    server = Confab(disk.root, environment=disk.environment)

    def lose():
        disk.well()
        return disk.lose()

    def lie():
        disk.control.lying = 1

    with pytest.raises(AssertionError, match="was acknowledged and is lost"):
        lives(server, dice, 1, lose, lie)


def test_power_cut_at_the_first_start(tmp_path, dice, rounds):
    """However little of a new installation came to the disk, the next start
    makes it whole."""
    for number in range(2 * rounds):
        folder = tmp_path / str(number)
        folder.mkdir()
        disk = Disk(folder, folder / "data", forgets=True)
        command = [binary(), "serve", "--data", str(disk.root), "--listen", "127.0.0.1:0"]
        environment = {**os.environ, **disk.environment}
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0, 0.6))
        process.kill()
        process.wait()
        disk.lose(dice if number % 2 else None)
        server = Confab(disk.root)
        try:
            server.start()
            server.user("alice")
            assert check_database(server.data) == ["ok"]
            client = Client(server, server.token(user="alice"))
            client.create(client.space(), "here")
            assert server.stop() == 0
        finally:
            server.kill()
