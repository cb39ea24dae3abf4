"""A bot for a universe of its own, as Google's documentation has it: the domain
is in the key file and in the client's options, and no host is named."""

import json
import sys

from google.api_core.client_options import ClientOptions
from google.apps import chat_v1
from google.oauth2 import service_account
from googleapiclient.discovery import build

key_file, parent, how = sys.argv[1:]
universe = json.load(open(key_file))["universe_domain"]
credentials = service_account.Credentials.from_service_account_file(
    key_file, scopes=["https://www.googleapis.com/auth/chat.bot"]
)
options = ClientOptions(universe_domain=universe)
if how == "discovery":
    chat = build("chat", "v1", credentials=credentials, client_options=options)
    message = chat.spaces().messages().create(parent=parent, body={"text": how}).execute()
    print(message["name"], chat._baseUrl)
else:
    chat = chat_v1.ChatServiceClient(
        credentials=credentials, client_options=options, transport=how
    )
    message = chat.create_message(parent=parent, message=chat_v1.Message(text=how))
    print(message.name, chat.api_endpoint)
