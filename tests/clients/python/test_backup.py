"""A backup taken while clients write: restored elsewhere, it serves every
message that was acknowledged before it began, and is whole."""

import threading

import pytest
import requests

from confab import POSTGRES, Confab
from test_durability import Sender, every_message

BEFORE = 200


@pytest.mark.skipif(POSTGRES is not None, reason="PostgreSQL has tools of its own for backups")
def test_backup_beside_a_busy_server(tmp_path):
    server = Confab(tmp_path / "data").start()
    restored = None
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
        acknowledged, written = back_up_while_writing(server, space, token, tmp_path / "one.tar")

        restored = Confab(tmp_path / "restored")
        restored.admin("restore", str(tmp_path / "one.tar"))
        restored.start()
        # Tokens are part of the installation.
        kept = every_message(restored.http, space, token)
        names = [message["name"] for message in kept]
        assert set(acknowledged) <= set(names)
        assert len(names) == len(set(names))
        still_here = {message["name"] for message in every_message(server.http, space, token)}
        assert set(names) <= still_here and set(written) <= still_here
        sender = Sender(restored.http, space, token)
        sender.run(["after"], lambda: None)
        assert len(sender.acknowledged) == 1
    finally:
        server.stop()
        if restored is not None:
            restored.stop()


def back_up_while_writing(server, space, token, file):
    """Answers the names acknowledged before the backup began, and all."""
    sender = Sender(server.http, space, token)
    enough, done = threading.Event(), threading.Event()

    def texts():
        count = 0
        while not done.is_set():
            yield f"message {count}"
            count += 1

    def sent_some():
        if len(sender.acknowledged) >= BEFORE:
            enough.set()

    thread = threading.Thread(target=sender.run, args=(texts(), sent_some))
    thread.start()
    try:
        assert enough.wait(60)
        before = [name for name, _, _ in sender.acknowledged]
        server.admin("backup", str(file))
        count = len(sender.acknowledged)
    finally:
        done.set()
        thread.join(30)
    assert count > len(before), "nothing was written meanwhile"
    return before, [name for name, _, _ in sender.acknowledged]
