"""Chat apps that verify their requests with Google's own library, and are
played by the calls that a client makes. The first one is the recipe's."""

import pathlib
import shlex
import subprocess
import sys

import pytest
import requests

from chat_app import App, Person, free_port, new_space, recipe, start_server
from confab import ROOT, binary

HERE = pathlib.Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def dev(tmp_path_factory):
    server = start_server(tmp_path_factory.mktemp("apps"))
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


def create(server, name, port, *options):
    endpoint = f"http://127.0.0.1:{port}/"
    return server.admin("app", "create", name, "--endpoint", endpoint, *options)


def mention(app, text):
    return f"<{app['name']}> {text}"


def test_the_recipe(dev, tmp_path):
    blocks = recipe("first-app-python.md")
    (tmp_path / "app.py").write_text(next(body for kind, body in blocks if kind == "python"))
    steps = next(body for kind, body in blocks if kind == "sh").splitlines()
    port = str(free_port())
    environment = dev.typed_environment
    app = None
    try:
        # The server runs already; the other steps as they stand, on another port.
        assert steps[0].startswith("confab serve --dev --proxy")
        for step in steps[1:]:
            words = shlex.split(step.replace("9000", port).removesuffix("&"))
            if words[1] == "exec":
                assert words[2:4] == ["--", "python"]
                app = App(dev, [sys.executable, *words[4:]], int(port), tmp_path)
                continue
            words = [binary(), *words[1:]]
            done = subprocess.run(words, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        apps = dev.admin("app", "list")["apps"]
        echo = next(app for app in apps if app["displayName"] == "Echo")
        alice = Person(dev, "alice")
        play(alice, new_space(alice, echo, "Recipe in Python"), echo)
        inspect(dev)
    finally:
        if app is not None:
            app.stop()


def inspect(dev):
    """What the command line shows, and a request sent again by hand."""
    listed = dev.admin("deliveries", "list", "Echo", "--state", "done")["deliveries"]
    told = next(one for one in listed if one["eventType"] == "MESSAGE")
    shown = dev.admin("deliveries", "show", told["name"])
    assert shown["request"]["type"] == "MESSAGE"
    assert "$TOKEN" in shown["curl"] and "eyJ" not in shown["curl"]
    token = dev.admin("deliveries", "token", told["name"])["token"]
    for bearer, status in [(token, 200), (token[:-8] + "AAAAAAAA", 401)]:
        header = {"Authorization": f"Bearer {bearer}"}
        again = requests.post(shown["url"], json=shown["request"], headers=header, timeout=60)
        assert again.status_code == status, again.text
    replayed = dev.admin("deliveries", "replay", told["name"])
    done = lambda: dev.admin("deliveries", "show", replayed["name"])["state"] == "DONE"
    assert await_value(done)


def play(alice, space, echo):
    sent = alice.say(space, mention(echo, "hi"))
    answer = alice.message(space, lambda m: m["text"] == "You said: hi")
    assert answer["thread"] == sent["thread"]
    about = alice.run(space, "/about")
    assert about["message"]["text"] == "This is the first app."
    dialog = alice.run(space, "/greet")["dialog"]["body"]
    assert dialog["sections"][0]["widgets"][0]["textInput"]["name"] == "name"
    greeting = {"statusCode": "OK", "userFacingMessage": "Hello, Ada!"}
    submit = {"app": echo["app"], "function": "greet", "formInputs": {"name": ["Ada"]}}
    done = alice.post(f"/confab/v1/{space}:submitDialog", submit)
    assert done["actionStatus"] == greeting
    assert "dialog" in alice.click(answer, "ask")
    form = {"formInputs": {"name": ["Ada"]}, "submitDialog": True}
    assert alice.click(answer, "greet", **form)["actionStatus"] == greeting
    pressed = alice.click(answer, "press")["message"]
    assert (pressed["name"], pressed["text"]) == (answer["name"], "You pressed it.")


def test_an_app_with_its_project_number_as_the_audience(dev, tmp_path):
    port = free_port()
    commands = ["--command", "1:/one:One", "--command", "2:/two:Two:dialog"]
    made = create(dev, "Classic", port, "--audience", "project-number", *commands)
    program = [sys.executable, str(HERE / "project_number_app.py"), str(port)]
    app = App(dev, [*program, made["projectNumber"]], port, tmp_path)
    try:
        bob = Person(dev, "bob")
        space = new_space(bob, made, "Classic")
        bob.say(space, mention(made, "ping"))
        answer = bob.message(space, lambda m: m["text"] == "heard ping")
        assert bob.run(space, "/one")["message"]["text"] == "command 1"
        assert bob.click(answer, "press")["message"]["text"] == "pressed v"
        assert "dialog" in bob.run(space, "/two")
        submit = {"app": made["app"], "function": "save", "formInputs": {"n": ["7"]}}
        done = bob.post(f"/confab/v1/{space}:submitDialog", submit)
        assert done["message"]["text"] == "submitted 7"
    finally:
        app.stop()


def test_an_app_that_expects_another_audience_says_so(dev, tmp_path):
    port = free_port()
    made = create(dev, "Stranger", port, "--audience", "project-number")
    program = [sys.executable, str(HERE / "project_number_app.py"), str(port), "1"]
    app = App(dev, program, port, tmp_path)
    try:
        carol = Person(dev, "carol")
        space = new_space(carol, made, "Strangers")
        result = carol.session.get(f"{dev.http}/confab/v1/{space}/appNotices", timeout=60)
        assert result.status_code == 200
        wanted = lambda: [
            delivery
            for delivery in dev.admin("deliveries", "list", "Stranger")["deliveries"]
            if delivery["attempts"]
        ]
        delivery = await_value(wanted)[0]
        assert delivery["attempts"][0]["status"] == 401
        assert "audience is the project number" in delivery["outcome"]
    finally:
        app.stop()


def await_value(ask):
    import time

    end = time.monotonic() + 20
    while time.monotonic() < end:
        if value := ask():
            return value
        time.sleep(0.05)
    raise AssertionError("nothing came")
