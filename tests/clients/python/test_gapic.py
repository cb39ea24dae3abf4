"""The main job with `google-apps-chat`: a space, its members, their messages,
over gRPC and REST, with and without TLS."""

import datetime

import pytest
from google.api_core import exceptions
from google.apps import card_v1, chat_v1
from google.protobuf import field_mask_pb2

import gapic

HUMAN = chat_v1.User.Type.HUMAN
OPTION = chat_v1.CreateMessageRequest.MessageReplyOption
FALLBACK = OPTION.REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD
OR_FAIL = OPTION.REPLY_MESSAGE_OR_FAIL


@pytest.fixture(params=gapic.WAYS)
def way(request):
    return request.param


@pytest.fixture
def connect(world, way):
    return lambda token: gapic.client(way, world.server.port, gapic.person(token))


@pytest.fixture
def alice(world, connect):
    return connect(world.tokens["alice"])


@pytest.fixture
def bob(world, connect):
    return connect(world.tokens["bob"])


@pytest.fixture
def space(alice, unique):
    """A named space that alice owns."""
    wanted = chat_v1.Space(
        space_type=chat_v1.Space.SpaceType.SPACE, display_name=unique("Space")
    )
    return alice.create_space(chat_v1.CreateSpaceRequest(space=wanted))


def mask(*paths):
    return field_mask_pb2.FieldMask(paths=paths)


def say(client, space, text, option=None, thread=None, **fields):
    message = chat_v1.Message(text=text, thread=thread)
    return client.create_message(
        chat_v1.CreateMessageRequest(
            parent=space.name, message=message, message_reply_option=option, **fields
        )
    )


def texts(messages):
    return [message.text for message in messages]


def test_set_up_a_space_with_people(world, alice, bob, unique):
    name = unique("Launch")
    people = [
        chat_v1.Membership(member=chat_v1.User(name=world.users["bob"], type_=HUMAN)),
        chat_v1.Membership(member=chat_v1.User(name=world.email("carol"), type_=HUMAN)),
    ]
    space = alice.set_up_space(
        chat_v1.SetUpSpaceRequest(
            space=chat_v1.Space(
                space_type=chat_v1.Space.SpaceType.SPACE,
                display_name=name,
                space_details=chat_v1.Space.SpaceDetails(description="What it is for"),
            ),
            memberships=people,
        )
    )
    assert space.name.startswith("spaces/")
    assert space.display_name == name
    assert space.space_type == chat_v1.Space.SpaceType.SPACE
    assert space.space_details.description == "What it is for"

    members = list(alice.list_memberships(parent=space.name))
    expected = {world.users[who] for who in ("alice", "bob", "carol")}
    assert {member.member.name for member in members} == expected
    roles = {member.member.name: member.role.name for member in members}
    assert roles[world.users["alice"]] == "ROLE_MANAGER"
    assert roles[world.users["bob"]] == "ROLE_MEMBER"

    assert bob.get_space(name=space.name).display_name == name
    assert space.name in [found.name for found in bob.list_spaces({"page_size": 1000})]


def test_rename_and_delete_a_space(alice, space, unique):
    renamed = unique("Renamed")
    space.display_name = renamed
    answer = alice.update_space(space=space, update_mask=mask("display_name"))
    assert answer.display_name == renamed
    assert alice.get_space(name=space.name).display_name == renamed
    alice.delete_space(name=space.name)
    with pytest.raises((exceptions.Forbidden, exceptions.NotFound)):
        alice.get_space(name=space.name)


def test_members_by_id_email_group_and_app(world, connect, alice, space):
    def add(client, **member):
        return client.create_membership(
            parent=space.name, membership=chat_v1.Membership(**member)
        )

    by_id = add(alice, member=chat_v1.User(name=world.users["bob"], type_=HUMAN))
    assert by_id.state == chat_v1.Membership.MembershipState.JOINED
    assert by_id.name == f"{space.name}/members/{world.users['bob'].removeprefix('users/')}"

    by_email = add(alice, member=chat_v1.User(name=world.email("carol"), type_=HUMAN))
    assert by_email.member.name == world.users["carol"]
    got = alice.get_membership(name=f"{space.name}/members/carol@example.com")
    assert got.name == by_email.name

    group = add(alice, group_member=chat_v1.Group(name=world.group))
    assert group.group_member.name == world.group

    via_app = connect(world.via_app)
    bot = chat_v1.User.Type.BOT
    app = add(via_app, member=chat_v1.User(name="users/app", type_=bot))
    assert app.member.name == world.app["name"]
    assert app.member.type_ == bot
    assert via_app.get_membership(name=f"{space.name}/members/app").name == app.name

    request = chat_v1.ListMembershipsRequest(parent=space.name, show_groups=True)
    assert world.group in [m.group_member.name for m in alice.list_memberships(request)]

    by_id.role = chat_v1.Membership.MembershipRole.ROLE_MANAGER
    changed = alice.update_membership(membership=by_id, update_mask=mask("role"))
    assert changed.role == chat_v1.Membership.MembershipRole.ROLE_MANAGER

    removed = alice.delete_membership(name=by_email.name)
    assert removed.state == chat_v1.Membership.MembershipState.NOT_A_MEMBER


def test_send_and_read(world, alice, space):
    sent = say(alice, space, "Hello *there*, <users/%s>" % world.users["bob"][6:])
    assert sent.name.startswith(f"{space.name}/messages/")
    assert sent.sender.name == world.users["alice"]
    assert sent.text == "Hello *there*, @Bob"
    assert sent.formatted_text == "Hello *there*, <users/%s>" % world.users["bob"][6:]
    assert sent.annotations[0].user_mention.user.name == world.users["bob"]
    assert not sent.thread_reply
    assert sent.create_time
    assert alice.get_message(name=sent.name) == sent


def test_reply_in_a_thread(alice, space):
    first = say(alice, space, "first")
    thread = chat_v1.Thread(name=first.thread.name)
    reply = say(alice, space, "reply", FALLBACK, thread)
    assert reply.thread.name == first.thread.name
    assert reply.thread_reply

    without_option = say(alice, space, "elsewhere", None, thread)
    assert without_option.thread.name != first.thread.name

    key = chat_v1.Thread(thread_key="deployments")
    one = say(alice, space, "one", FALLBACK, key)
    two = say(alice, space, "two", OR_FAIL, key)
    assert one.thread.name == two.thread.name
    assert two.thread_reply and not one.thread_reply

    missing = chat_v1.Thread(name=f"{space.name}/threads/AAAAAAAAAAA")
    with pytest.raises(exceptions.NotFound):
        say(alice, space, "nowhere", OR_FAIL, missing)
    assert say(alice, space, "anyway", FALLBACK, missing).thread.name != missing.name


def test_ids_of_the_callers_own(alice, space):
    sent = say(alice, space, "mine", message_id="client-release-1")
    assert sent.client_assigned_message_id == "client-release-1"
    named = f"{space.name}/messages/client-release-1"
    assert alice.get_message(name=named).name == sent.name
    with pytest.raises(exceptions.Conflict):
        say(alice, space, "again", message_id="client-release-1")
    with pytest.raises(exceptions.BadRequest):
        say(alice, space, "no", message_id="release-2")

    once = say(alice, space, "once", request_id="r-1")
    assert say(alice, space, "once more", request_id="r-1").name == once.name
    assert texts(alice.list_messages(parent=space.name)) == ["mine", "once"]


def test_edit(alice, bob, space, world):
    sent = say(alice, space, "tpyo")
    sent.text = "typo"
    edited = alice.update_message(message=sent, update_mask=mask("text"))
    assert edited.text == "typo"
    assert edited.name == sent.name
    assert edited.last_update_time
    assert alice.get_message(name=sent.name).text == "typo"

    alice.create_membership(
        parent=space.name,
        membership=chat_v1.Membership(
            member=chat_v1.User(name=world.users["bob"], type_=HUMAN)
        ),
    )
    with pytest.raises(exceptions.Forbidden):
        bob.update_message(message=sent, update_mask=mask("text"))
    with pytest.raises(exceptions.BadRequest):
        alice.update_message(message=sent, update_mask=mask("sender"))

    new = chat_v1.Message(name=f"{space.name}/messages/client-new", text="made")
    request = chat_v1.UpdateMessageRequest(
        message=new, update_mask=mask("text"), allow_missing=True
    )
    made = alice.update_message(request)
    assert (made.text, made.client_assigned_message_id) == ("made", "client-new")


def test_list_pages_orders_and_filters(alice, space):
    sent = [say(alice, space, f"m{n}") for n in range(7)]
    everything = [f"m{n}" for n in range(7)]

    pager = alice.list_messages(
        chat_v1.ListMessagesRequest(parent=space.name, page_size=3)
    )
    assert [len(page.messages) for page in pager.pages] == [3, 3, 1]

    def listed(**fields):
        request = chat_v1.ListMessagesRequest(parent=space.name, page_size=2, **fields)
        return texts(alice.list_messages(request))

    assert listed() == everything
    assert listed(order_by="create_time DESC") == everything[::-1]
    assert listed(filter=f"thread.name = {sent[2].thread.name}") == ["m2"]
    after = sent[3].create_time.isoformat().replace("+00:00", "Z")
    assert listed(filter=f'create_time > "{after}"') == everything[4:]
    assert listed(filter=f'create_time < "{after}"') == everything[:3]


def test_delete(alice, space):
    start = say(alice, space, "start")
    say(alice, space, "reply", FALLBACK, chat_v1.Thread(name=start.thread.name))
    alone = say(alice, space, "alone")

    alice.delete_message(name=alone.name)
    with pytest.raises(exceptions.NotFound):
        alice.get_message(name=alone.name)
    with pytest.raises(exceptions.GoogleAPICallError):
        alice.delete_message(name=start.name)
    alice.delete_message(chat_v1.DeleteMessageRequest(name=start.name, force=True))
    assert texts(alice.list_messages(parent=space.name)) == []

    request = chat_v1.ListMessagesRequest(parent=space.name, show_deleted=True)
    gone = list(alice.list_messages(request))
    assert len(gone) == 3
    assert all(message.delete_time and not message.text for message in gone)
    creators = {message.deletion_metadata.deletion_type.name for message in gone}
    assert creators <= {"CREATOR", "CREATOR_VIA_APP"}


def test_direct_messages(world, alice, way):
    # Each way of connecting has its own pair, since there is one space per pair.
    other = {"grpc-plain": "bob", "grpc-tls": "carol"}.get(way, "dave")
    if way == "grpc-plain":
        with pytest.raises(exceptions.NotFound):
            alice.find_direct_message({"name": world.users[other]})
    request = chat_v1.SetUpSpaceRequest(
        space=chat_v1.Space(space_type=chat_v1.Space.SpaceType.DIRECT_MESSAGE),
        memberships=[
            chat_v1.Membership(member=chat_v1.User(name=world.users[other], type_=HUMAN))
        ],
    )
    space = alice.set_up_space(request)
    assert space.space_type == chat_v1.Space.SpaceType.DIRECT_MESSAGE
    assert alice.set_up_space(request).name == space.name
    assert alice.find_direct_message({"name": world.users[other]}).name == space.name
    assert alice.find_direct_message({"name": world.email(other)}).name == space.name
    with pytest.raises(exceptions.BadRequest):
        alice.find_direct_message({"name": "users/nobody@example.com"})


def test_an_app_sends_cards_and_edits_only_its_own(world, way, connect, alice, space):
    user = chat_v1.User(name="users/app", type_=chat_v1.User.Type.BOT)
    connect(world.via_app).create_membership(
        parent=space.name, membership=chat_v1.Membership(member=user)
    )
    credentials = gapic.service_account(world.key_file, "chat.bot")
    app = gapic.client(way, world.server.port, credentials)
    card = card_v1.Card(
        header=card_v1.Card.CardHeader(title="Build"),
        sections=[
            card_v1.Card.Section(
                widgets=[card_v1.Widget(text_paragraph=card_v1.TextParagraph(text="ok"))]
            )
        ],
    )
    message = chat_v1.Message(
        text="Done", cards_v2=[chat_v1.CardWithId(card_id="build", card=card)]
    )
    sent = app.create_message(parent=space.name, message=message)
    assert sent.sender.name == world.app["name"]
    assert sent.sender.type_ == chat_v1.User.Type.BOT
    assert sent.cards_v2[0].card == card
    assert sent.space.display_name == space.display_name

    edited = app.update_message(
        message=chat_v1.Message(name=sent.name, text="Done again"), update_mask=mask("text")
    )
    assert edited.text == "Done again"
    assert edited.cards_v2[0].card_id == "build"

    theirs = say(alice, space, "mine")
    with pytest.raises(exceptions.Forbidden):
        app.update_message(
            message=chat_v1.Message(name=theirs.name, text="no"), update_mask=mask("text")
        )
    app.delete_message(name=sent.name)


def test_times_are_distinct_and_in_order(alice, space):
    times = [say(alice, space, "x").create_time for _ in range(5)]
    assert times == sorted(set(times))
    assert all(isinstance(time, datetime.datetime) for time in times)
