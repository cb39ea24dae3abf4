"""Programs and libraries that post to Google Chat's webhooks, unchanged: those
that take the webhook's URL get ours, those that know only Google's host run
under `confab exec`."""

import logging
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

import pytest
import requests
from chat_webhooks import ChatWebhook
from google_chat_handler import GoogleChatHandler

from confab import Confab, binary

SCRIPTS = pathlib.Path(__file__).parent / "scripts"
APPRISE = [str(pathlib.Path(sys.executable).with_name("apprise"))]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Plain --listen; only the proxy speaks TLS."""
    folder = tmp_path_factory.mktemp("webhooks")
    server = Confab(folder / "data", "--proxy", ":0").start()
    try:
        server.user("alice")
        server.alice = {"Authorization": f"Bearer {server.token(user='alice')}"}
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


class Webhook:
    """A webhook of a space of its own."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        space = {"spaceType": "SPACE", "displayName": name}
        created = requests.post(
            f"{server.http}/v1/spaces", json=space, headers=server.alice, timeout=30
        )
        assert created.status_code == 200, created.text
        self.space = created.json()["name"]
        made = server.admin("webhook", "create", "--space", self.space, "--name", name)
        self.url = made["url"]
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)
        self.key, self.token = asked["key"][0], asked["token"][0]

    @property
    def googles(self):
        """The URL as Google would write it."""
        return self.url.replace(self.server.http, "https://chat.googleapis.com")

    def messages(self):
        """What arrived, every message with the webhook as its sender."""
        url = f"{self.server.http}/v1/{self.space}/messages"
        listed = requests.get(url, headers=self.server.alice, timeout=30)
        assert listed.status_code == 200, listed.text
        messages = listed.json().get("messages", [])
        assert all(message["sender"]["type"] == "BOT" for message in messages)
        return messages


@pytest.fixture
def webhook(server, request):
    return Webhook(server, request.node.name)


def run(server, *command):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    exec_ = [binary(), "exec", "--data", str(server.data), "--", *command]
    return subprocess.run(exec_, capture_output=True, text=True, timeout=60, env=kept)


def apprise_url(webhook, thread=""):
    space = webhook.space.removeprefix("spaces/")
    key, token = (urllib.parse.quote(part, safe="") for part in (webhook.key, webhook.token))
    return f"gchat://{space}/{key}/{token}{thread}"


def test_apprise(server, webhook):
    done = run(server, *APPRISE, "-v", "-t", "Backup", "-b", "It is done", apprise_url(webhook))
    assert done.returncode == 0, done.stderr + done.stdout
    [message] = webhook.messages()
    assert "Backup" in message["text"] and "It is done" in message["text"]


def test_apprise_into_one_thread(server, webhook):
    url = apprise_url(webhook, "?thread=nightly")
    for body in ("one", "two"):
        done = run(server, *APPRISE, "-b", body, url)
        assert done.returncode == 0, done.stderr + done.stdout
    first, second = webhook.messages()
    assert first["thread"]["name"] == second["thread"]["name"]
    assert second["threadReply"] is True


def test_apprise_with_a_wrong_token_says_so(server, webhook):
    webhook.token = "wrong"
    done = run(server, *APPRISE, "-v", "-b", "lost", apprise_url(webhook))
    assert done.returncode != 0
    assert "403" in done.stderr + done.stdout
    assert webhook.messages() == []


def test_a_logging_handler_with_httplib2(webhook):
    logger = logging.Logger("nightly")
    logger.addHandler(GoogleChatHandler(webhook.url))
    logger.error("disk %s is full", "/var")
    [message] = webhook.messages()
    assert message["text"] == "disk /var is full"


def test_a_client_with_requests(webhook):
    answer = ChatWebhook(webhook.url).send("*deployed*")
    assert answer.status_code == 200, answer.text
    [message] = webhook.messages()
    assert answer.json()["name"] == message["name"]
    assert message["formattedText"] == "*deployed*"


def test_the_script_of_googles_guide(server, webhook):
    """httplib2, with Google's own host in the URL."""
    script = str(SCRIPTS / "webhook_httplib2.py")
    done = run(server, sys.executable, script, webhook.googles)
    assert done.returncode == 0, done.stderr
    [message] = webhook.messages()
    assert message["text"] == "Hello from a Python script!"
    # It prints the answer, which names what was posted.
    assert message["name"] in done.stdout


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js")
def test_the_script_of_googles_guide_for_node(server, webhook):
    """Node's own fetch asks no proxy, so it gets our URL."""
    done = run(server, "node", str(SCRIPTS / "webhook_fetch.mjs"), webhook.url)
    assert done.returncode == 0, done.stderr
    [message] = webhook.messages()
    assert message["text"] == "Hello from a Node script!"


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl_with_cards(server, webhook, tmp_path):
    card = tmp_path / "card.json"
    card.write_text(
        '{"cardsV2": [{"cardId": "alert", "card": {"header": {"title": "HighLoad"},'
        ' "sections": [{"widgets": [{"textParagraph": {"text": "load is <b>24</b>"}}]}]}}]}'
    )
    form = ["--silent", "--fail", "-H", "Content-Type: application/json; charset=UTF-8"]
    done = run(server, "curl", *form, "-d", f"@{card}", webhook.googles)
    assert done.returncode == 0, done.stderr
    [message] = webhook.messages()
    assert message["cardsV2"][0]["card"]["header"]["title"] == "HighLoad"
