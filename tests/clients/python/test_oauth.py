"""The code flow by Google's own libraries, with a person who clicks."""

import json
import os
import subprocess
import threading
import uuid
import webbrowser

import pytest
import requests
from google.apps import chat_v1
from google.auth import exceptions
from google.auth.transport.requests import Request
from google.oauth2 import id_token
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow, InstalledAppFlow

import gapic
from browser import Browser
from confab import DOMAIN, PASSWORD, ROOT, SCOPE

SCOPES = [
    "openid",
    SCOPE + "userinfo.email",
    SCOPE + "userinfo.profile",
    SCOPE + "chat.spaces",
    SCOPE + "chat.messages",
]


class Scripted(webbrowser.BaseBrowser):
    """Opens the address as `InstalledAppFlow` wants it: without waiting."""

    def __init__(self, email):
        super().__init__("scripted")
        self.person = Browser(email, PASSWORD)

    def open(self, url, new=0, autoraise=True):
        threading.Thread(target=self.person.open, args=(url,)).start()
        return True


def make_client(world, folder, name, *more):
    file = folder / "client_secret.json"
    world.server.admin("oauth-client", "create", name, *more, "--out", str(file))
    return file


@pytest.fixture
def installed(world, tmp_path):
    """The file and the credentials of an installed app that alice allowed."""
    more = ["--app", "Helper", "--redirect-uri", "http://localhost"]
    file = make_client(world, tmp_path, "Desk tool", *more)
    browser = Scripted(f"alice@{DOMAIN}")
    webbrowser.register("scripted", None, browser)
    flow = InstalledAppFlow.from_client_secrets_file(str(file), SCOPES)
    credentials = flow.run_local_server(port=0, browser="scripted", timeout_seconds=60)
    assert any("Desk tool wants to use Confab as you" in page for page in browser.person.pages)
    return file, credentials


def say(world, credentials):
    client = gapic.client("rest-tls", world.server.port, credentials)
    kind = chat_v1.Space.SpaceType.SPACE
    name = f"OAuth {uuid.uuid4().hex}"
    space = client.create_space(space=chat_v1.Space(space_type=kind, display_name=name))
    message = chat_v1.Message(text="hello")
    return client.create_message(parent=space.name, message=message)


def test_an_installed_app(world, installed):
    file, credentials = installed
    assert say(world, credentials).sender.name == world.users["alice"]
    claims = id_token.verify_token(
        credentials.id_token,
        Request(),
        audience=json.loads(file.read_text())["installed"]["client_id"],
        certs_url=f"https://127.0.0.1:{world.server.port}/oauth2/v1/certs",
    )
    assert claims["iss"] == "https://accounts.google.com"
    assert claims["email"] == f"alice@{DOMAIN}"
    assert f"users/{claims['sub']}" == world.users["alice"]


def test_it_stays_allowed(world, installed):
    _, credentials = installed
    first, refresh = credentials.token, credentials.refresh_token
    for _ in range(2):
        credentials.refresh(Request())
        assert credentials.token != first and credentials.refresh_token == refresh
    assert say(world, credentials).sender.name == world.users["alice"]
    # As a script keeps it between two runs.
    kept = json.loads(credentials.to_json())
    again = Credentials(
        None,
        refresh_token=kept["refresh_token"],
        token_uri=kept["token_uri"],
        client_id=kept["client_id"],
        client_secret=kept["client_secret"],
        scopes=kept["scopes"],
    )
    again.refresh(Request())
    assert say(world, again).sender.name == world.users["alice"]


def test_it_is_over_when_revoked(world, installed):
    _, credentials = installed
    url = f"https://127.0.0.1:{world.server.port}/revoke"
    assert requests.post(url, params={"token": credentials.token}).json() == {}
    with pytest.raises(exceptions.RefreshError, match="expired or revoked"):
        credentials.refresh(Request())


def test_a_web_app(world, tmp_path, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    redirect = "https://127.0.0.1:1/callback"
    file = make_client(world, tmp_path, "Dashboard", "--redirect-uri", redirect)
    flow = Flow.from_client_secrets_file(str(file), SCOPES, redirect_uri=redirect)
    url, state = flow.authorization_url(access_type="offline", include_granted_scopes="true")
    browser = Browser(f"bob@{DOMAIN}", PASSWORD)
    with pytest.raises(requests.ConnectionError) as ended:
        browser.open(url)  # Nobody listens there: the way back is in the address.
    back = "https://127.0.0.1:1" + ended.value.request.path_url
    flow.fetch_token(authorization_response=back)
    assert f"state={state}" in back and flow.credentials.refresh_token
    assert say(world, flow.credentials).sender.name == world.users["bob"]


def test_the_whole_way_with_curl_alone(world, tmp_path):
    redirect = "http://localhost:1/callback"
    file = make_client(
        world, tmp_path, "Shell", "--type", "installed", "--redirect-uri", redirect
    )
    client = json.loads(file.read_text())["installed"]
    script = ROOT / "tests/clients/curl/code_flow.sh"
    environment = os.environ | {
        "CONFAB": f"https://127.0.0.1:{world.server.port}",
        "CURL_CA_BUNDLE": str(world.server.ca),
        "CLIENT_ID": client["client_id"],
        "CLIENT_SECRET": client["client_secret"],
        "REDIRECT_URI": redirect,
        "EMAIL": f"carol@{DOMAIN}",
        "PASSWORD": PASSWORD,
    }
    done = subprocess.run(
        ["bash", str(script)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["email"] == f"carol@{DOMAIN}"
