"""Runs a Chat app beside the server as its developer would, through
`confab exec`, and plays what people do with it."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

import requests

from confab import DOMAIN, ROOT, Confab, binary


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def recipe(name):
    """The program and the commands of a recipe."""
    text = (ROOT / "docs/recipes" / name).read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S)
    return blocks


class App:
    """A program that listens on a port, started through `confab exec`."""

    def __init__(self, server, command, port, folder):
        self.log = open(folder / "app.log", "ab")
        exec_command = [binary(), "exec", "--data", str(server.data), "--", *command]
        environment = {
            name: value for name, value in os.environ.items() if name not in TRUST
        }
        self.process = subprocess.Popen(
            exec_command, stdout=self.log, stderr=self.log, env=environment, cwd=folder
        )
        end = time.monotonic() + 30
        while not self._listens(port):
            assert self.process.poll() is None, (folder / "app.log").read_text()
            assert time.monotonic() < end, "the app does not listen"
            time.sleep(0.02)

    def _listens(self, port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


# `confab exec` sets these for the app; this process has its own.
TRUST = ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS")


class Person:
    """Somebody at the server, by the calls that a client makes."""

    def __init__(self, server, name):
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        scopes = ["chat.messages", "chat.spaces", "chat.memberships", "chat.memberships.app"]
        token = server.token(user=name, scopes=scopes)
        self.session.headers["Authorization"] = f"Bearer {token}"

    def post(self, path, body):
        answer = self.session.post(f"{self.server.http}{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def messages(self, space):
        answer = self.session.get(
            f"{self.server.http}/v1/{space}/messages", params={"pageSize": 100}, timeout=60
        )
        return answer.json().get("messages", [])

    def message(self, space, wanted):
        """The first message that this is true of."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for message in self.messages(space):
                if wanted(message):
                    return message
            time.sleep(0.02)
        raise AssertionError(f"no such message; there are {self.messages(space)}")

    def say(self, space, text):
        return self.post(f"/v1/{space}/messages", {"text": text})

    def run(self, space, command):
        return self.post(f"/confab/v1/{space}:runCommand", {"command": command})

    def click(self, message, function, **more):
        body = {"function": function, **more}
        return self.post(f"/confab/v1/{message['name']}:click", body)


def new_space(person, app, name):
    """A named space with the app in it."""
    space = person.post("/v1/spaces", {"spaceType": "SPACE", "displayName": name})["name"]
    person.post(f"/confab/v1/{app['app']}:install", {"space": space})
    return space


def start_server(folder):
    return Confab(folder / "data", "--dev", "--proxy", "127.0.0.1:0").start()
