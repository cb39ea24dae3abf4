"""The Chat API over one connection, with nothing in between: a load generator
must be cheap, and a broken connection must show."""

import http.client
import json
import uuid


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status, body, headers):
        super().__init__(f"{status}: {body[:500]!r}")
        self.status, self.body, self.headers = status, body, headers


# What a killed server looks like.
GONE = (OSError, http.client.HTTPException)


class Client:
    def __init__(self, server, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.token = token

    def bytes(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Refused(answer.status, content, answer.headers)
        return content

    def call(self, method, path, body=None):
        sent = None if body is None else json.dumps(body)
        return json.loads(self.bytes(method, path, sent) or b"{}")

    def space(self):
        name = f"Load {uuid.uuid4().hex[:12]}"
        body = {"spaceType": "SPACE", "displayName": name}
        return self.call("POST", "/v1/spaces", body)["name"]

    def create(self, space, text, request_id="", **more):
        query = f"?requestId={request_id}" if request_id else ""
        return self.call("POST", f"/v1/{space}/messages{query}", {"text": text, **more})

    def edit(self, name, text):
        return self.call("PATCH", f"/v1/{name}?updateMask=text", {"text": text})

    def delete(self, name):
        return self.call("DELETE", f"/v1/{name}")

    def upload(self, space, content):
        path = f"/upload/v1/{space}/attachments:upload?uploadType=multipart"
        head = b'{"filename":"bytes.bin"}'
        parts = [
            b"--cut\r\nContent-Type: application/json\r\n\r\n" + head,
            b"--cut\r\nContent-Type: application/octet-stream\r\n\r\n" + content,
            b"--cut--\r\n",
        ]
        kind = "multipart/related; boundary=cut"
        return json.loads(self.bytes("POST", path, b"\r\n".join(parts), kind))

    def download(self, message):
        resource = message["attachment"][0]["attachmentDataRef"]["resourceName"]
        return self.bytes("GET", f"/v1/media/{resource}?alt=media")

    def every(self, path, field, query=""):
        """All pages of a list."""
        found, page = [], ""
        while True:
            body = self.call("GET", f"{path}?pageSize=500&pageToken={page}{query}")
            found += body.get(field, [])
            page = body.get("nextPageToken", "")
            if not page:
                return found

    def messages(self, space):
        return self.every(f"/v1/{space}/messages", "messages", "&showDeleted=true")

    def events(self, space, what):
        kind = f"google.workspace.chat.message.v1.{what}"
        query = f"&filter=event_types%3A%22{kind}%22"
        return self.every(f"/v1/{space}/spaceEvents", "spaceEvents", query)

    def told(self, space, what):
        """The names of the messages that events tell, also those of batches."""
        names = []
        for event in self.events(space, what):
            batch = event.get(f"messageBatch{what.title()}EventData", {})
            one = event.get(f"message{what.title()}EventData")
            parts = [one] if one else batch["messages"]
            names += [part["message"]["name"] for part in parts]
        return names


def instant(time):
    """An RFC 3339 time as text that sorts: the fraction padded to nine digits."""
    whole, _, fraction = time.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<9}"
