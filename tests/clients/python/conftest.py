"""One server for all tests but those that kill theirs, with four people, a
group and an app. Every test makes its own spaces."""

import atexit
import dataclasses
import os
import pathlib
import tempfile
import uuid

import pytest

from confab import DOMAIN, Confab

# Where gRPC, requests and httplib2 look for the certificates they trust. Set
# before the libraries are loaded, since httplib2 looks only then; filled when
# the server has made its own.
TRUSTED = pathlib.Path(tempfile.mkstemp(suffix=".pem")[1])
atexit.register(TRUSTED.unlink)
for name in ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS"):
    os.environ[name] = str(TRUSTED)


@dataclasses.dataclass
class World:
    server: Confab
    users: dict  # first name -> users/{id}
    tokens: dict  # first name -> access token
    group: str  # groups/{id}; dave is in it
    app: dict  # as `confab admin app create` prints it
    key_file: pathlib.Path
    app_token: str  # the app's own, chat.bot
    via_app: str  # alice's, issued to the app's project

    def email(self, name):
        return f"users/{name}@{DOMAIN}"


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("confab")
    server = Confab(folder / "data", "--tls-dev").start()
    try:
        TRUSTED.write_bytes(server.ca.read_bytes())
        yield populate(server, folder)
        assert server.stop() == 0
    finally:
        server.kill()


def populate(server, folder):
    names = ["alice", "bob", "carol", "dave"]
    users = {name: server.user(name)["name"] for name in names}
    group = server.admin(
        "group", "create", f"team@{DOMAIN}", "--name", "Team", "--member", f"dave@{DOMAIN}"
    )
    key_file = folder / "key.json"
    app = server.app("Helper", key_file)
    return World(
        server=server,
        users=users,
        tokens={name: server.token(user=name) for name in names},
        group=group["name"],
        app=app,
        key_file=key_file,
        app_token=server.token(app=app["app"], scopes=["chat.bot"]),
        via_app=server.token(
            user="alice",
            app=app["app"],
            scopes=["chat.spaces", "chat.memberships", "chat.memberships.app", "chat.messages"],
        ),
    )


@pytest.fixture
def unique():
    """Names that no other test uses; display names are unique in a domain."""
    return lambda word: f"{word} {uuid.uuid4().hex[:12]}"
