"""Failures reach the official client as the right exception, with its reason."""

import pytest
from google.api_core import exceptions
from google.apps import chat_v1

import gapic


@pytest.fixture(params=gapic.WAYS)
def connect(request, world):
    return lambda token: gapic.client(
        request.param, world.server.port, gapic.person(token)
    )


@pytest.fixture
def alice(world, connect):
    return connect(world.tokens["alice"])


@pytest.fixture
def space(alice, unique):
    wanted = chat_v1.Space(
        space_type=chat_v1.Space.SpaceType.SPACE, display_name=unique("Errors")
    )
    return alice.create_space(chat_v1.CreateSpaceRequest(space=wanted))


def test_a_token_that_nobody_issued(connect):
    with pytest.raises(gapic.UNAUTHENTICATED) as caught:
        connect("not-a-token").get_space(name="spaces/AAAAAAAAAAA")
    if isinstance(caught.value, exceptions.Unauthorized):
        assert "invalid authentication credentials" in caught.value.message


def test_a_token_without_the_scope(world, connect, space):
    token = world.server.token(user="alice", scopes=["chat.spaces.readonly"])
    with pytest.raises(exceptions.Forbidden) as caught:
        connect(token).create_message(
            parent=space.name, message=chat_v1.Message(text="hello")
        )
    error = caught.value
    # Over REST the client puts the request in front.
    assert error.message.endswith("Request had insufficient authentication scopes.")
    assert error.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert error.domain == "googleapis.com"
    assert error.metadata["service"] == "chat.googleapis.com"
    assert error.metadata["method"] == "google.chat.v1.ChatService.CreateMessage"


def test_a_space_of_others_and_one_that_is_not_there(world, connect, space):
    bob = connect(world.tokens["bob"])
    refusals = []
    for name in (space.name, "spaces/AAAAAAAAAAA"):
        with pytest.raises(exceptions.Forbidden) as caught:
            bob.get_space(name=name)
        refusals.append(caught.value.message.replace(name, "…"))
    assert refusals[0] == refusals[1]


def test_a_message_that_is_not_there(alice, space):
    for name in ("AAAAAAAAAAA.AAAAAAAAAAA", "client-nothing"):
        with pytest.raises(exceptions.NotFound):
            alice.get_message(name=f"{space.name}/messages/{name}")


@pytest.mark.parametrize(
    "request_fields",
    [
        {"page_size": -1},
        {"filter": "nonsense"},
        {"filter": 'create_time > "yesterday"'},
        {"order_by": "sender"},
        {"page_token": "made up"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_lists_refuse_what_they_do_not_understand(alice, space, request_fields):
    request = chat_v1.ListMessagesRequest(parent=space.name, **request_fields)
    with pytest.raises(exceptions.BadRequest):
        list(alice.list_messages(request))


@pytest.mark.parametrize(
    "message",
    [chat_v1.Message(), chat_v1.Message(text="x" * 32_001)],
    ids=["empty", "too long"],
)
def test_messages_that_cannot_be(alice, space, message):
    with pytest.raises(exceptions.BadRequest):
        alice.create_message(parent=space.name, message=message)
    assert list(alice.list_messages(parent=space.name)) == []


def test_names_that_are_none(alice):
    for name in ("spaces/", "rooms/x"):
        with pytest.raises((exceptions.BadRequest, exceptions.NotFound, ValueError)):
            alice.get_space(name=name)
