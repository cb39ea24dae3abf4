"""Files with `google-api-python-client`: in one request, in chunks, and back.
Only by the document that the server serves: the library sends uploads to the
root URL of its document, whatever endpoint it was given."""

import hashlib
import io
import os

import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload, MediaIoBaseDownload, MediaIoBaseUpload

import gapic

CHUNK = 256 * 1024


def connect(world, credentials):
    url = f"{world.server.http}/$discovery/rest?version=v1"
    return build(
        "chat", "v1", credentials=credentials, discoveryServiceUrl=url, static_discovery=False
    )


@pytest.fixture
def alice(world):
    return connect(world, gapic.person(world.via_app))


@pytest.fixture
def space(world, alice, unique):
    body = {"spaceType": "SPACE", "displayName": unique("Media")}
    space = alice.spaces().create(body=body).execute()["name"]
    app = {"member": {"name": "users/app", "type": "BOT"}}
    alice.spaces().members().create(parent=space, body=app).execute()
    return space


def upload(client, space, name, media):
    return client.media().upload(parent=space, body={"filename": name}, media_body=media)


def send(client, space, uploaded, text=""):
    body = {"text": text, "attachment": [uploaded]}
    return client.spaces().messages().create(parent=space, body=body).execute()


def download(client, message, chunk=CHUNK):
    resource = message["attachment"][0]["attachmentDataRef"]["resourceName"]
    request = client.media().download_media(resourceName=resource)
    taken = io.BytesIO()
    downloader = MediaIoBaseDownload(taken, request, chunksize=chunk)
    done, steps = False, 0
    while not done:
        _, done = downloader.next_chunk()
        steps += 1
    return taken.getvalue(), steps


def test_in_one_request(alice, space, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n--not a boundary\r\n" * 10)
    uploaded = upload(alice, space, "picture.png", MediaFileUpload(str(file))).execute()
    assert uploaded["attachmentDataRef"]["attachmentUploadToken"]
    message = send(alice, space, uploaded)
    attachment = message["attachment"][0]
    assert attachment["contentName"] == "picture.png"
    assert attachment["contentType"] == "image/png"
    assert attachment["source"] == "UPLOADED_CONTENT"
    assert download(alice, message) == (file.read_bytes(), 1)


def test_in_chunks(alice, space):
    content = os.urandom(CHUNK * 3 + 1_000)
    media = MediaIoBaseUpload(
        io.BytesIO(content), mimetype="application/pdf", chunksize=CHUNK, resumable=True
    )
    request = upload(alice, space, "report.pdf", media)
    progress, uploaded = [], None
    while uploaded is None:
        status, uploaded = request.next_chunk()
        progress += [status.resumable_progress] if status else []
    assert progress == [CHUNK, CHUNK * 2, CHUNK * 3]
    message = send(alice, space, uploaded)
    back, steps = download(alice, message)
    assert hashlib.sha256(back).digest() == hashlib.sha256(content).digest()
    assert steps == 4


def test_an_empty_file(alice, space):
    media = MediaIoBaseUpload(io.BytesIO(b""), mimetype="text/plain", resumable=True)
    request = upload(alice, space, "empty.txt", media)
    uploaded = None
    while uploaded is None:
        _, uploaded = request.next_chunk()
    message = send(alice, space, uploaded)
    assert download(alice, message)[0] == b""


def test_a_refused_file(alice, space):
    media = MediaIoBaseUpload(io.BytesIO(b"MZ"), mimetype="application/octet-stream")
    with pytest.raises(HttpError) as caught:
        upload(alice, space, "setup.exe", media).execute()
    assert caught.value.status_code == 400
    assert ".exe" in str(caught.value)


def test_the_app_reads_what_is_said_to_it(world, alice, space):
    media = MediaIoBaseUpload(io.BytesIO(b"for the app"), mimetype="text/plain")
    uploaded = upload(alice, space, "a.txt", media).execute()
    message = send(alice, space, uploaded, text=f"<{world.app['name']}> look")
    robo = connect(world, gapic.service_account(world.key_file, "chat.bot"))
    name = message["attachment"][0]["name"]
    attachment = robo.spaces().messages().attachments().get(name=name).execute()
    assert attachment["contentName"] == "a.txt"
    assert download(robo, message)[0] == b"for the app"
    with pytest.raises(HttpError) as caught:
        media = MediaIoBaseUpload(io.BytesIO(b"x"), mimetype="text/plain")
        upload(robo, space, "b.txt", media).execute()
    assert caught.value.status_code == 403
    assert "doesn't support app authentication" in str(caught.value)
