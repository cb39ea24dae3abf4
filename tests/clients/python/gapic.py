"""Ways to point `google-apps-chat` at a server, with nothing changed but
endpoint and credentials."""

import google.api_core.exceptions
import google.auth.exceptions
import google.oauth2.credentials
import google.oauth2.service_account
import grpc
from google.apps import chat_v1
from google.apps.chat_v1.services.chat_service import transports
from google.auth.transport.requests import Request

from confab import SCOPE

# A client for REST that is answered 401 tries to renew its token before it gives
# up, and a token by itself cannot be renewed.
UNAUTHENTICATED = (
    google.api_core.exceptions.Unauthorized,
    google.auth.exceptions.RefreshError,
)

WAYS = ["grpc-plain", "grpc-tls", "rest-plain", "rest-tls"]


def person(token):
    return google.oauth2.credentials.Credentials(token)


def service_account(key_file, *scopes):
    full = [SCOPE + scope for scope in scopes] or None
    return google.oauth2.service_account.Credentials.from_service_account_file(
        str(key_file), scopes=full
    )


def client(way, port, credentials):
    if way == "grpc-tls" or way == "rest-tls":
        return chat_v1.ChatServiceClient(
            credentials=credentials,
            transport=way.removesuffix("-tls"),
            client_options={"api_endpoint": f"localhost:{port}"},
        )
    if way == "rest-plain":
        transport = transports.ChatServiceRestTransport(
            host=f"127.0.0.1:{port}", url_scheme="http", credentials=credentials
        )
    else:
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        channel = grpc.intercept_channel(channel, Bearer(credentials))
        transport = transports.ChatServiceGrpcTransport(channel=channel)
    return chat_v1.ChatServiceClient(transport=transport)


class Bearer(grpc.UnaryUnaryClientInterceptor):
    """gRPC itself sends no credentials over a connection without TLS."""

    def __init__(self, credentials):
        self.credentials = credentials

    def intercept_unary_unary(self, continuation, details, request):
        if not self.credentials.valid:
            self.credentials.refresh(Request())
        metadata = list(details.metadata or [])
        metadata.append(("authorization", f"Bearer {self.credentials.token}"))
        return continuation(details._replace(metadata=metadata), request)
