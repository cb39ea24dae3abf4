"""Kills at random moments: the process alone, and the machine with it."""

import time

import pytest

from client import Client
from confab import Confab
from disk import Disk
from listener import Listener
from load import Load, check_heard

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
