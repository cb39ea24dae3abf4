"""`confab exec`: scripts that know only Google's hosts talk to Confab, with no
option and no changed line."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

from confab import DOMAIN, PASSWORD, ROOT, Confab, binary, rust_client

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


def run(server, *command, **more):
    # Nothing of the other tests' settings: the script has to do without.
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    exec_ = [binary(), "exec", "--data", str(server.data), "--", *command]
    return subprocess.run(exec_, capture_output=True, text=True, timeout=60, env=kept | more)


@pytest.fixture
def client(server, tmp_path):
    """The file of an installed app, with Google's own URLs in it."""
    file = tmp_path / "client_secret.json"
    words = ["oauth-client", "create", tmp_path.name, "--key-urls", "google"]
    server.admin(*words, "--redirect-uri", "http://localhost", "--out", str(file))
    return file


def test_a_person_is_asked_by_their_browser(server, bot, client, unique):
    """The library opens what BROWSER names, which is run through the proxy too."""
    person = {
        "BROWSER": f"{sys.executable} {SCRIPTS.parent / 'person.py'} %s &",
        "CONFAB_TEST_EMAIL": f"alice@{DOMAIN}",
        "CONFAB_TEST_PASSWORD": PASSWORD,
    }
    script = str(SCRIPTS / "oauthlib_client.py")
    done = run(server, sys.executable, script, str(client), unique("Room"), **person)
    assert done.returncode == 0, done.stderr
    email, space = done.stdout.splitlines()[-1].split()
    assert email == f"alice@{DOMAIN}" and space.startswith("spaces/")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_whole_way_with_curl_alone(server, bot, client, tmp_path):
    file = json.loads(client.read_text())["installed"]
    script = str(ROOT / "tests/clients/curl/code_flow.sh")
    done = run(
        server,
        "sh",
        "-c",
        'cd "$0" && exec bash "$1"',
        str(tmp_path),
        script,
        CLIENT_ID=file["client_id"],
        CLIENT_SECRET=file["client_secret"],
        REDIRECT_URI="http://localhost:1/",
        EMAIL=f"alice@{DOMAIN}",
        PASSWORD=PASSWORD,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["email"] == f"alice@{DOMAIN}"


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


@pytest.mark.parametrize("transport", ["rest", "grpc"])
def test_rust(server, bot, transport):
    key, space = bot
    done = run(server, rust_client(), key, space, transport)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{space}/messages/")


@pytest.mark.parametrize("library", ["httpx", "urllib"])
def test_other_libraries_for_http(server, bot, library):
    """Given a bearer, as scripts without Google's libraries have it."""
    token = server.token(app="Bot", scopes=["chat.bot"])
    script = str(SCRIPTS / f"{library}_client.py")
    done = run(server, sys.executable, script, token, bot[1])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{bot[1]}/messages/")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl(server, bot):
    token = server.token(app="Bot", scopes=["chat.bot"])
    url = f"https://chat.googleapis.com/v1/{bot[1]}"
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
