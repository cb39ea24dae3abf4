"""The JSON codec against google.protobuf.json_format, and the discovery
document against google-api-python-client, without a server.

`crates/transcode/examples/codec_oracle.rs` answers line by line."""

import json
import os
import pathlib
import random
import subprocess

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from googleapiclient.discovery import build_from_document
from googleapiclient.http import HttpMock

ROOT = pathlib.Path(__file__).parents[3]
EVERYTHING = "transcode.test.Everything"


class Oracle:
    def __init__(self):
        # `cargo xtask test` has built it; by hand, cargo does.
        built = os.environ.get("CONFAB_CODEC_ORACLE")
        command = [built] if built else ["cargo", "run", "-q", "-p", "transcode", "--example", "codec_oracle"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, encoding="utf-8")
        files = descriptor_pb2.FileDescriptorSet.FromString(bytes.fromhex(self.ask("descriptors")))
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        descriptor = self.pool.FindMessageTypeByName(EVERYTHING)
        self.message = message_factory.GetMessageClass(descriptor)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        assert answer or line.startswith("decode"), f"no answer to {line}"
        return answer

    def ours_from_json(self, text):
        """The message that our reader makes of it, or None."""
        answer = self.ask(f"decode {EVERYTHING} {text}")
        return None if answer.startswith("error") else self.message.FromString(bytes.fromhex(answer))

    def theirs_from_json(self, text):
        try:
            return json_format.Parse(text, self.message(), descriptor_pool=self.pool)
        except json_format.ParseError:
            return None

    def close(self):
        self.process.stdin.close()
        self.process.wait()


@pytest.fixture(scope="module")
def oracle():
    oracle = Oracle()
    yield oracle
    oracle.close()


# What both take, and take alike.
TAKEN = """
{}
{"anInt32": 1.0, "an_int64": "5", "aUint64": "18446744073709551615"}
{"anInt32": 1e3, "aSint64": -5, "aFixed64": 7}
{"aDouble": "NaN", "aFloat": "-Infinity", "doubles": [1, 2.5, "3.5"]}
{"aDouble": 1e300, "aFloat": 3.4e38}
{"aString": "\\u00e4\\ud83d\\ude00\\n", "aBytes": "-_8"}
{"aColour": "RED", "colours": [1, "GREEN", 77], "maybeColour": 0}
{"maybeInt32": 0, "maybeString": "", "nested": {"nested": {}}}
{"anInt32": null, "int32s": null, "labels": null, "time": null, "text": null}
{"value": null, "free": {"a": null, "b": [1, {"c": true}]}}
{"record": {"a": [], "b": {}, "c": "x"}, "list": [null, [[]]]}
{"number": 0}
{"nothing": null}
{"time": "2024-02-29T12:34:56.123456789Z", "span": "-1.5s"}
{"time": "2024-01-01T00:30:00+01:00", "moment": "0001-01-01T00:00:00Z"}
{"mask": "text,cardsV2,a.bC"}
{"labels": {"a": "1"}, "byInt32": {"-5": {"aBool": true}}, "byBool": {"true": "1"}}
{"boxedInt64": 5, "boxedBool": false, "boxedBytes": "AA==", "boxes": ["1", 2]}
{"any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"}}
{"any": {"anInt32": 1, "@type": "type.googleapis.com/transcode.test.Everything"}}
{"otherName": "x"}
{"renamed": "x"}
""".strip().split("\n")

# What both refuse.
REFUSED = """
{"x": 1}
{"anInt32": 1.5}
{"anInt32": 2147483648}
{"anInt32": "abc"}
{"anInt32": true}
{"aUint32": -1}
{"anInt64": "9223372036854775808"}
{"aString": 5}
{"aBool": 1}
{"aColour": "FOO"}
{"aDouble": 1e999}
{"nested": "x"}
{"int32s": [null]}
{"text": "a", "number": 1}
{"time": "2024-01-01"}
{"time": "2024-13-01T00:00:00Z"}
{"span": "5"}
{"labels": {"a": 1}}
{"byInt32": {"x": {}}}
{"any": {"x": 1}}
{"anInt32": 1,}
{"anInt32": 1
{"anInt32": 01}
""".strip().split("\n")

# What Google's services take and json_format does not.
OURS_ONLY = {
    '{"aBool": "true"}': {"aBool": True},
    '{"strings": "a"}': {"strings": ["a"]},
    '{"anInt32": 1, "anInt32": 2}': {"anInt32": 2},
}


@pytest.mark.parametrize("text", TAKEN)
def test_taken_alike(oracle, text):
    ours, theirs = oracle.ours_from_json(text), oracle.theirs_from_json(text)
    assert ours is not None and theirs is not None
    assert plain(as_dict(oracle, ours)) == plain(as_dict(oracle, theirs))


@pytest.mark.parametrize("text", REFUSED)
def test_refused_by_both(oracle, text):
    assert oracle.theirs_from_json(text) is None
    assert oracle.ours_from_json(text) is None


@pytest.mark.parametrize("text", OURS_ONLY)
def test_taken_as_google_does(oracle, text):
    assert oracle.theirs_from_json(text) is None
    assert as_dict(oracle, oracle.ours_from_json(text)) == OURS_ONLY[text]


@pytest.mark.parametrize("seed", range(300))
def test_random_messages(oracle, seed):
    message = fill(random.Random(seed), oracle.message(), 0)
    wire = message.SerializeToString()
    text = oracle.ask(f"encode {EVERYTHING} {wire.hex()}")
    theirs = json_format.MessageToJson(message, indent=None, descriptor_pool=oracle.pool)
    assert plain(json.loads(text)) == plain(json.loads(theirs))
    # Compared as text: an Any may hold its message's bytes in several ways.
    assert plain(as_dict(oracle, oracle.theirs_from_json(text))) == plain(json.loads(theirs))
    assert plain(as_dict(oracle, oracle.ours_from_json(theirs))) == plain(json.loads(theirs))


def as_dict(oracle, message):
    return json_format.MessageToDict(message, descriptor_pool=oracle.pool)


def plain(value):
    """1 and 1.0 are the same number, and floats are spelt in several ways."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{float(value):.7g}"
    return value


def fill(rng, message, depth):
    """Sets some of a message's fields to random values."""
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = rng.randint(-62135596800, 253402300799)
        message.nanos = rng.choice([0, 500_000_000, 1_000, 123_456_789])
    elif name == "google.protobuf.Duration":
        sign = rng.choice([-1, 1])
        message.seconds, message.nanos = sign * rng.randint(0, 10**11), sign * rng.choice([0, 1, 10**6])
    elif name == "google.protobuf.FieldMask":
        message.paths.extend(rng.sample(["text", "cards_v2", "a_b.c_d"], rng.randint(0, 3)))
    elif name == "google.protobuf.Any":
        message.type_url = "type.googleapis.com/google.protobuf.Int32Value"
        message.value = rng.choice([b"", b"\x08\x05"])
    elif name == "google.protobuf.Value":
        json_format.ParseDict(rng.choice([None, 1.5, "x", True, {"a": [1]}, []]), message)
    else:
        fields = message.DESCRIPTOR.fields
        for field in rng.sample(list(fields), min(len(fields), rng.randint(0, 6))):
            set_field(rng, message, field, depth)
    return message


def set_field(rng, message, field, depth):
    is_message = field.message_type is not None
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        key, value = (field.message_type.fields_by_name[name] for name in ("key", "value"))
        entries = getattr(message, field.name)
        for _ in range(rng.randint(1, 3)):
            if value.message_type is None:
                entries[scalar(rng, key)] = scalar(rng, value)
            elif depth < 3:
                fill(rng, entries[scalar(rng, key)], depth + 1)
    elif is_message and depth >= 3:
        return
    elif field.is_repeated:
        for _ in range(rng.randint(1, 3)):
            if is_message:
                fill(rng, getattr(message, field.name).add(), depth + 1)
            else:
                getattr(message, field.name).append(scalar(rng, field))
    elif is_message:
        inner = getattr(message, field.name)
        inner.SetInParent()
        fill(rng, inner, depth + 1)
    else:
        setattr(message, field.name, scalar(rng, field))


def scalar(rng, field):
    kinds = type(field)
    if field.type == kinds.TYPE_ENUM:
        names = field.enum_type.values
        return rng.choice([value.number for value in names] + [77] * (len(names) > 1))
    if field.type == kinds.TYPE_STRING:
        return "".join(rng.choices(["a", "<&='>", "\u2028", "😀", '"\\', "\n\0"], k=rng.randint(0, 4)))
    if field.type == kinds.TYPE_BYTES:
        return rng.randbytes(rng.randint(0, 5))
    if field.type == kinds.TYPE_BOOL:
        return rng.random() < 0.5
    if field.type == kinds.TYPE_FLOAT:
        return rng.choice([0.0, 0.5, -1.25, 1e10])
    if field.type == kinds.TYPE_DOUBLE:
        return rng.choice([0.0, 0.1, -1e300, 5e-7, 123456.0])
    bits = 64 if "64" in field_kind(field) else 32
    if field_kind(field)[0] in "uf":
        return rng.choice([0, 1, 2**bits - 1])
    return rng.choice([0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))])


def field_kind(field):
    kinds = type(field)
    names = ["INT32", "INT64", "UINT32", "UINT64", "SINT32", "SINT64"]
    names += ["FIXED32", "FIXED64", "SFIXED32", "SFIXED64"]
    return next(name.lower() for name in names if field.type == getattr(kinds, f"TYPE_{name}"))


def test_discovery_document_builds_requests(oracle):
    document = oracle.ask("discovery")
    chat = build_from_document(document, http=HttpMock())
    request = chat.spaces().messages().create(
        parent="spaces/A", body={"text": "hi"}, messageReplyOption="REPLY_MESSAGE_OR_FAIL"
    )
    assert request.method == "POST"
    assert request.uri.startswith("http://localhost:1/v1/spaces/A/messages?messageReplyOption=")
    request = chat.spaces().messages().update(name="spaces/A/messages/B", body={}, updateMask="text")
    assert (request.method, request.uri.split("?")[0]) == ("PUT", "http://localhost:1/v1/spaces/A/messages/B")
    request = chat.users().spaces().getSpaceReadState(name="users/me/spaces/A/spaceReadState")
    assert request.uri.startswith("http://localhost:1/v1/users/me/spaces/A/spaceReadState?")
    request = chat.spaces().findGroupChats(users=["users/1", "users/2"])
    assert "users=users%2F1&users=users%2F2" in request.uri
    request = chat.media().download_media(resourceName="a/b")
    assert request.uri == "http://localhost:1/v1/media/a/b?alt=media"
    with pytest.raises(TypeError):
        chat.spaces().messages().create(parent="rooms/A", body={})
    with pytest.raises(TypeError):
        chat.spaces().get(nothing="x")
