"""A bot as its developer wrote it for Google: google-apps-chat over gRPC."""

import sys

from google.apps import chat_v1
from google.oauth2 import service_account

credentials = service_account.Credentials.from_service_account_file(
    sys.argv[1], scopes=["https://www.googleapis.com/auth/chat.bot"]
)
chat = chat_v1.ChatServiceClient(credentials=credentials)
message = chat.create_message(parent=sys.argv[2], message=chat_v1.Message(text="grpc"))
print(message.name)
