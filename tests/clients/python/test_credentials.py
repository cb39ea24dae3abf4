"""The credentials that the official clients make of a service-account key."""

import time

import pytest
from google.api_core import exceptions
from google.apps import chat_v1
from google.auth.transport.requests import Request

import gapic


@pytest.fixture
def space(world, unique):
    """A space of alice's that the app is in."""
    alice = gapic.client("grpc-plain", world.server.port, gapic.person(world.via_app))
    kind = chat_v1.Space.SpaceType.SPACE
    space = alice.create_space(
        space=chat_v1.Space(space_type=kind, display_name=unique("Keys"))
    )
    user = chat_v1.User(name="users/app", type_=chat_v1.User.Type.BOT)
    alice.create_membership(
        parent=space.name, membership=chat_v1.Membership(member=user)
    )
    return space


def hello(client, space):
    return client.create_message(parent=space.name, message=chat_v1.Message(text="hello"))


@pytest.mark.parametrize("way", ["grpc-tls", "rest-tls"])
@pytest.mark.parametrize("scopes", [(), ("chat.bot",)], ids=["audience", "scope"])
def test_a_self_signed_token(world, space, way, scopes):
    credentials = gapic.service_account(world.key_file, *scopes)
    client = gapic.client(way, world.server.port, credentials)
    assert hello(client, space).sender.name == world.app["name"]


def test_the_jwt_grant(world, space):
    credentials = gapic.service_account(world.key_file, "chat.bot")
    credentials.refresh(Request())
    # A token of the server's own, not the signed one sent to it.
    assert not credentials.token.startswith("eyJ")
    for way in gapic.WAYS:
        client = gapic.client(way, world.server.port, gapic.person(credentials.token))
        assert hello(client, space).sender.name == world.app["name"]


def test_the_token_of_confab_admin(world, space):
    for way in gapic.WAYS:
        client = gapic.client(way, world.server.port, gapic.person(world.app_token))
        assert hello(client, space).sender.name == world.app["name"]


def test_a_key_of_another_app_is_no_way_in(world, space, tmp_path):
    world.server.app("Stranger", tmp_path / "key.json")
    credentials = gapic.service_account(tmp_path / "key.json", "chat.bot")
    client = gapic.client("rest-tls", world.server.port, credentials)
    with pytest.raises(exceptions.Forbidden):
        hello(client, space)


def test_a_revoked_token_ends_within_a_second(world):
    token = world.server.token(user="bob")
    bob = gapic.client("rest-plain", world.server.port, gapic.person(token))
    list(bob.list_spaces())
    world.server.admin("token", "revoke", token)
    time.sleep(1.1)
    with pytest.raises(gapic.UNAUTHENTICATED):
        list(bob.list_spaces())
