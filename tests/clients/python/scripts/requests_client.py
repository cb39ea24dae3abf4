"""A bot as its developer wrote it for Google: an authorized session of requests."""

import sys

from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account

credentials = service_account.Credentials.from_service_account_file(
    sys.argv[1], scopes=["https://www.googleapis.com/auth/chat.bot"]
)
session = AuthorizedSession(credentials)
url = f"https://chat.googleapis.com/v1/{sys.argv[2]}/messages"
answer = session.post(url, json={"text": "requests"})
answer.raise_for_status()
print(answer.json()["name"])
