"""Posts to the webhook of the first argument, as Google's guide for webhooks
does it: with httplib2 and nothing else."""

import json
import sys

from httplib2 import Http

message = {"text": "Hello from a Python script!"}
response, content = Http().request(
    uri=sys.argv[1],
    method="POST",
    headers={"Content-Type": "application/json; charset=UTF-8"},
    body=json.dumps(message),
)
print(response.status, content.decode())
sys.exit(0 if response.status == 200 else 1)
