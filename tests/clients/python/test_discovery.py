"""The main job with `google-api-python-client`, by the discovery document that
the server serves and by the one that the library brings."""

import google_auth_httplib2
import httplib2
import pytest
from google.oauth2 import service_account
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

import gapic
from confab import SCOPE


def service(document, world, credentials):
    url = world.server.http
    if document == "served":
        return build(
            "chat",
            "v1",
            credentials=credentials,
            discoveryServiceUrl=f"{url}/$discovery/rest?version=v1",
            static_discovery=False,
        )
    if document == "bundled":
        options = {"api_endpoint": url}
        return build("chat", "v1", credentials=credentials, client_options=options)
    http = httplib2.Http(ca_certs=str(world.server.ca))
    authorized = google_auth_httplib2.AuthorizedHttp(credentials, http=http)
    options = {"api_endpoint": f"https://localhost:{world.server.port}"}
    return build("chat", "v1", http=authorized, client_options=options)


@pytest.fixture(params=["served", "bundled", "bundled over TLS"])
def connect(request, world):
    return lambda credentials: service(request.param, world, credentials)


@pytest.fixture
def alice(world, connect):
    return connect(gapic.person(world.tokens["alice"]))


@pytest.fixture
def space(alice, unique):
    body = {"spaceType": "SPACE", "displayName": unique("Discovery")}
    return alice.spaces().create(body=body).execute()["name"]


def send(client, space, body, **parameters):
    return client.spaces().messages().create(parent=space, body=body, **parameters).execute()


def test_set_up_and_members(world, alice, unique):
    def member(name):
        return {"member": {"name": name, "type": "HUMAN"}}

    space = alice.spaces().setup(
        body={
            "space": {"spaceType": "SPACE", "displayName": unique("Set up")},
            "memberships": [member(world.users["bob"])],
        }
    ).execute()["name"]
    members = alice.spaces().members()
    added = members.create(parent=space, body=member(world.email("carol"))).execute()
    assert added["state"] == "JOINED"
    assert added["member"]["name"] == world.users["carol"]
    listed = members.list(parent=space).execute()["memberships"]
    expected = {world.users[who] for who in ("alice", "bob", "carol")}
    assert {one["member"]["name"] for one in listed} == expected
    changed = members.patch(
        name=added["name"], updateMask="role", body={"role": "ROLE_MANAGER"}
    ).execute()
    assert changed["role"] == "ROLE_MANAGER"
    removed = members.delete(name=added["name"]).execute()
    assert removed["state"] == "NOT_A_MEMBER"
    assert alice.spaces().get(name=space).execute()["name"] == space
    assert space in [s["name"] for s in every(alice.spaces(), "list", "spaces")]


def every(collection, method, key, **parameters):
    """All pages of a list, by the library's own `list_next`."""
    found = []
    request = getattr(collection, method)(**parameters)
    while request is not None:
        answer = request.execute()
        found += answer.get(key, [])
        request = getattr(collection, f"{method}_next")(request, answer)
    return found


def test_messages(alice, space):
    messages = alice.spaces().messages()
    first = send(alice, space, {"text": "first"}, messageId="client-first")
    assert first["clientAssignedMessageId"] == "client-first"
    again = send(alice, space, {"text": "again"}, requestId="r")
    assert send(alice, space, {"text": "again"}, requestId="r")["name"] == again["name"]
    reply = send(
        alice,
        space,
        {"text": "reply", "thread": {"name": first["thread"]["name"]}},
        messageReplyOption="REPLY_MESSAGE_OR_FAIL",
    )
    assert reply["threadReply"] is True
    keyed = send(
        alice,
        space,
        {"text": "keyed", "thread": {"threadKey": "k"}},
        messageReplyOption="REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
    )
    assert keyed["thread"]["name"] != first["thread"]["name"]

    for change in (messages.patch, messages.update):
        text = f"by {change.__name__}"
        edited = change(name=first["name"], updateMask="text", body={"text": text})
        assert edited.execute()["text"] == text
    assert messages.get(name=f"{space}/messages/client-first").execute()["text"] == text

    listed = every(messages, "list", "messages", parent=space, pageSize=2)
    assert [m["text"] for m in listed] == [text, "again", "reply", "keyed"]
    newest = messages.list(parent=space, orderBy="create_time desc", pageSize=1).execute()
    assert newest["messages"][0]["text"] == "keyed"
    in_thread = f"thread.name = {first['thread']['name']}"
    found = messages.list(parent=space, filter=in_thread).execute()["messages"]
    assert [m["text"] for m in found] == [text, "reply"]

    part = messages.list(parent=space, fields="messages(name,thread/name)").execute()
    assert set(part["messages"][0]) == {"name", "thread"}

    assert messages.delete(name=first["name"], force=True).execute() in ({}, "")
    listed = every(messages, "list", "messages", parent=space)
    assert [m["text"] for m in listed] == ["again", "keyed"]


def test_find_direct_message(world, alice):
    member = {"member": {"name": world.users["carol"], "type": "HUMAN"}}
    body = {"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [member]}
    space = alice.spaces().setup(body=body).execute()
    found = alice.spaces().findDirectMessage(name=world.users["carol"]).execute()
    assert found["name"] == space["name"]


def test_an_app_by_its_key(world, connect, unique):
    alice = connect(gapic.person(world.via_app))
    body = {"spaceType": "SPACE", "displayName": unique("App")}
    space = alice.spaces().create(body=body).execute()["name"]
    app_user = {"member": {"name": "users/app", "type": "BOT"}}
    alice.spaces().members().create(parent=space, body=app_user).execute()
    # This library asks /token for an access token.
    credentials = service_account.Credentials.from_service_account_file(
        str(world.key_file), scopes=[SCOPE + "chat.bot"]
    )
    sent = send(connect(credentials), space, {"text": "from the app"})
    assert sent["sender"]["type"] == "BOT"
    assert sent["sender"]["name"] == world.app["name"]


def refused(request):
    with pytest.raises(HttpError) as caught:
        request.execute()
    return caught.value


def test_errors(world, connect, alice, space):
    messages = alice.spaces().messages()
    missing = refused(messages.get(name=f"{space}/messages/client-nothing"))
    assert missing.status_code == 404
    empty = refused(messages.create(parent=space, body={}))
    assert empty.status_code == 400
    unknown = refused(messages.create(parent=space, body={"text": "x", "colour": "red"}))
    assert unknown.status_code == 400
    assert 'Unknown name "colour"' in unknown.reason
    assert "fieldViolations" in str(unknown.error_details)
    bob = connect(gapic.person(world.tokens["bob"]))
    assert refused(bob.spaces().get(name=space)).status_code == 403
    with pytest.raises(gapic.UNAUTHENTICATED):
        connect(gapic.person("nonsense")).spaces().get(name=space).execute()
