"""A classic Chat app whose audience is the project number, as Google's guide
verifies it. Run through `confab exec`: it knows only Google's hosts."""

import http.server
import json
import sys

from google.auth.transport import requests
from google.oauth2 import id_token

PORT, PROJECT = int(sys.argv[1]), sys.argv[2]
CHAT = "chat@system.gserviceaccount.com"
CERTS = f"https://www.googleapis.com/service_accounts/v1/metadata/x509/{CHAT}"


def verified(header):
    token = header.removeprefix("Bearer ")
    claims = id_token.verify_token(token, requests.Request(), PROJECT, certs_url=CERTS)
    return claims["iss"] == CHAT


def answer(event):
    kind, dialog = event["type"], event.get("dialogEventType")
    if dialog == "REQUEST_DIALOG":
        body = {"sections": [{"widgets": [{"textInput": {"name": "n", "label": "N"}}]}]}
        return {"action_response": {"type": "DIALOG", "dialog_action": {"dialog": {"body": body}}}}
    if dialog == "SUBMIT_DIALOG":
        value = event["common"]["formInputs"]["n"]["stringInputs"]["value"][0]
        return {"text": f"submitted {value}"}
    if kind == "CARD_CLICKED":
        pressed = event["action"]["parameters"][0]["value"]
        return {"actionResponse": {"type": "UPDATE_MESSAGE"}, "text": f"pressed {pressed}"}
    if event.get("appCommandMetadata"):
        return {"text": f"command {event['message']['slashCommand']['commandId']}"}
    if kind == "MESSAGE":
        action = {"function": "press", "parameters": [{"key": "k", "value": "v"}]}
        button = {"text": "Press", "onClick": {"action": action}}
        widgets = [{"buttonList": {"buttons": [button]}}]
        card = {"cardId": "c", "card": {"sections": [{"widgets": widgets}]}}
        return {"text": f"heard {event['message']['argumentText'].strip()}", "cardsV2": [card]}
    return {}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = 200, b""
        try:
            assert verified(self.headers["Authorization"])
            body = json.dumps(answer(event)).encode()
        except Exception as error:
            print(repr(error), file=sys.stderr, flush=True)
            status = 401
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
