"""A script that knows Google's host and a token: Python alone."""

import json
import sys
import urllib.request

request = urllib.request.Request(
    f"https://chat.googleapis.com/v1/{sys.argv[2]}/messages",
    data=json.dumps({"text": "urllib"}).encode(),
    headers={"Authorization": f"Bearer {sys.argv[1]}", "Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["name"])
