"""Every method with good and bad values made from the discovery document: no
internal error, no hang, and every refusal in Google's shape. CONFAB_EXAMPLES
asks for more values of each method."""

import collections
import os

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode

import openapi
from confab import Confab

EXAMPLES = int(os.environ.get("CONFAB_EXAMPLES", "4"))
SCOPES = [
    "chat.spaces",
    "chat.memberships",
    "chat.messages",
    "chat.messages.reactions",
    "chat.users.readstate",
    "chat.users.spacesettings",
    "chat.users.availability",
    "chat.customemojis",
    "chat.delete",
]


@pytest.fixture(scope="module")
def playground(tmp_path_factory):
    """A server of its own, since much is deleted on the way."""
    server = Confab(tmp_path_factory.mktemp("schemathesis") / "data").start()
    try:
        server.user("alice")
        server.token_of_alice = server.token(user="alice", scopes=SCOPES)
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture(scope="module")
def api(playground):
    def call(method, path, body=None):
        headers = {"Authorization": f"Bearer {playground.token_of_alice}"}
        answer = requests.request(method, playground.http + path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    space = call("POST", "/v1/spaces", {"spaceType": "SPACE", "displayName": "Play"})["name"]
    message = call("POST", f"/v1/{space}/messages", {"text": "hello"})["name"]
    values = {
        "spacesId": [space.split("/")[1], "-", "nowhere", "%00", "a" * 300],
        "messagesId": [message.split("/")[3], "client-x", "no.where", "🎉"],
        "membersId": ["app", "alice@example.com", "1", "%2F"],
        "usersId": ["me", "alice@example.com", "0"],
    }
    document = call("GET", "/$discovery/rest?version=v1")
    return schemathesis.openapi.from_dict(openapi.convert(document, values))


def test_any_call(api, playground):
    seen = collections.Counter()
    operations = [found.ok() for found in api.get_all_operations()]
    # What is deleted cannot be asked for any more.
    operations.sort(key=lambda operation: operation.method.upper() == "DELETE")
    for operation in operations:
        try_out(playground, operation, seen)
    print(len(operations), "methods,", dict(seen))
    # The values are good enough to get somewhere.
    assert len(operations) > 30 and seen[200] > 2 and seen[404] > 2


def try_out(server, operation, seen):
    kinds = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        derandomize=EXAMPLES <= 4,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.one_of(kinds))
    def test(case):
        seen[check(server, case)] += 1

    test()


def check(server, case):
    """Answers the status."""
    headers = {"Authorization": f"Bearer {server.token_of_alice}"}
    answer = case.call(base_url=server.http, headers=headers, timeout=30)
    assert answer.status_code < 500 or answer.status_code == 501, answer.text
    if answer.status_code == 200:
        return 200
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    assert error["message"] and error["status"].isupper()
    assert set(error) <= {"code", "message", "status", "details", "errors"}
    return answer.status_code
