"""`--universe example.com`: Google's clients build their hosts from the domain of
the key file and reach `chat.example.com` here, without a wire to the real one."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from confab import Confab, binary

SCRIPTS = pathlib.Path(__file__).parent / "scripts"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("universe")
    server = Confab(folder / "data", "--universe", "example.com", "--proxy", ":0").start()
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture(scope="module")
def bot(server, tmp_path_factory):
    """Key files name the universe of the server that runs, unasked."""
    key = tmp_path_factory.mktemp("key") / "key.json"
    server.user("alice")
    server.admin("app", "create", "Bot", "--key-out", str(key))
    space = server.admin("app", "install", "Bot", "--user", "alice@example.com")["space"]
    assert json.loads(key.read_text())["universe_domain"] == "example.com"
    return str(key), space


def run(server, *command):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    exec_ = [binary(), "exec", "--data", str(server.data), "--", *command]
    return subprocess.run(exec_, capture_output=True, text=True, timeout=60, env=kept)


@pytest.mark.parametrize("how", ["grpc", "rest", "discovery"])
def test_a_client_with_the_universe_in_its_options(server, bot, how):
    key, space = bot
    done = run(server, sys.executable, str(SCRIPTS / "universe_client.py"), key, space, how)
    assert done.returncode == 0, done.stderr
    name, host = done.stdout.split()
    assert name.startswith(f"{space}/messages/")
    assert "chat.example.com" in host


@pytest.mark.parametrize("script", ["discovery", "grpc"])
def test_an_unmodified_script(server, bot, script):
    """`confab exec` names the universe in the environment."""
    key, space = bot
    done = run(server, sys.executable, str(SCRIPTS / f"{script}_client.py"), key, space)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{space}/messages/")


def test_which_hosts_are_answered_for(server, bot):
    """Both hosts are answered for; others of the domain are not found, outside ones refused."""
    code = (
        "import requests\n"
        "for host in ['chat.example.com', 'chat.googleapis.com', 'other.example.com']:\n"
        "    print(requests.get(f'https://{host}/v1/spaces').status_code)\n"
    )
    done = run(server, sys.executable, "-c", code)
    assert done.stdout.split() == ["401", "401", "404"], done.stderr
    outside = run(server, sys.executable, "-c", code.replace("'chat.example.com'", "'example.com'"))
    assert "403" in outside.stderr
