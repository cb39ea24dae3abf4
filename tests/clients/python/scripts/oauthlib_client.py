"""A tool as its developer wrote it for Google: asks its person by their browser
with google-auth-oauthlib, and acts for them."""

import json
import sys

from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import id_token
from google_auth_oauthlib.flow import InstalledAppFlow

file, name = sys.argv[1:]
scopes = [
    "openid",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/chat.spaces",
]
credentials = InstalledAppFlow.from_client_secrets_file(file, scopes).run_local_server(port=0)
client_id = json.load(open(file))["installed"]["client_id"]
person = id_token.verify_oauth2_token(credentials.id_token, Request(), client_id)
credentials.refresh(Request())
session = AuthorizedSession(credentials)
space = {"spaceType": "SPACE", "displayName": name}
answer = session.post("https://chat.googleapis.com/v1/spaces", json=space)
answer.raise_for_status()
print(person["email"], answer.json()["name"])
