"""A bot as its developer wrote it for Google: google-api-python-client over
httplib2. Knows nothing of any other server."""

import sys

from google.oauth2 import service_account
from googleapiclient.discovery import build

credentials = service_account.Credentials.from_service_account_file(
    sys.argv[1], scopes=["https://www.googleapis.com/auth/chat.bot"]
)
chat = build("chat", "v1", credentials=credentials)
message = chat.spaces().messages().create(parent=sys.argv[2], body={"text": "httplib2"}).execute()
print(message["name"])
