"""`confab exec`: scripts that know only Google's hosts talk to Confab, with no
option and no changed line."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

from confab import Confab, binary

SCRIPTS = pathlib.Path(__file__).parent / "scripts"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Plain --listen; only the proxy speaks TLS."""
    folder = tmp_path_factory.mktemp("exec")
    server = Confab(folder / "data", "--proxy", ":0").start()
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture(scope="module")
def bot(server, tmp_path_factory):
    """A key whose token_uri is Google's own, and a space that the app is in."""
    key = tmp_path_factory.mktemp("key") / "key.json"
    server.user("alice")
    server.admin("app", "create", "Bot", "--key-out", str(key), "--key-urls", "google")
    space = server.admin("app", "install", "Bot", "--user", "alice@example.com")["space"]
    return str(key), space


def run(server, *command):
    # Nothing of the other tests' settings: the script has to do without.
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    exec_ = [binary(), "exec", "--data", str(server.data), "--", *command]
    return subprocess.run(exec_, capture_output=True, text=True, timeout=60, env=kept)


@pytest.mark.parametrize("script", ["requests", "discovery", "grpc"])
def test_an_unmodified_script(server, bot, script):
    key, space = bot
    done = run(server, sys.executable, str(SCRIPTS / f"{script}_client.py"), key, space)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{space}/messages/")


def test_a_key_with_our_own_token_uri(server, bot, tmp_path):
    """The default key file names this server: asked directly, proxy or not."""
    key = tmp_path / "key.json"
    server.admin("app", "key", "Bot", "--key-out", str(key))
    script = str(SCRIPTS / "requests_client.py")
    done = run(server, sys.executable, script, str(key), bot[1])
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl(server, bot):
    token = server.token(app="Bot", scopes=["chat.bot"])
    url = "https://chat.googleapis.com/v1/spaces"
    done = run(server, "curl", "--silent", "--fail", "--oauth2-bearer", token, url)
    assert done.returncode == 0, done.stderr
    assert bot[1] in done.stdout


@pytest.mark.parametrize("url", ["https://example.com/", "http://example.com/"])
def test_nothing_else_is_reached(server, url):
    code = f"import requests; print(requests.get({url!r}).status_code)"
    done = run(server, sys.executable, "-c", code)
    if url.startswith("https"):
        assert done.returncode != 0
        assert "403" in done.stderr
    else:
        assert done.stdout.strip() == "403", done.stderr


def test_what_confab_does_not_serve_is_not_found(server):
    url = "https://drive.googleapis.com/drive/v3/files"
    code = f"import requests; print(requests.get({url!r}).json()['error']['status'])"
    assert run(server, sys.executable, "-c", code).stdout.strip() == "NOT_FOUND"


def test_signals_reach_the_script(server):
    code = "import time; print('here', flush=True); time.sleep(60)"
    command = [binary(), "exec", "--data", str(server.data), "--", sys.executable, "-c", code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == -signal.SIGTERM
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
