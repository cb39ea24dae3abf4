"""A script that knows Google's host and a token: httpx."""

import sys

import httpx

url = f"https://chat.googleapis.com/v1/{sys.argv[2]}/messages"
headers = {"Authorization": f"Bearer {sys.argv[1]}"}
answer = httpx.post(url, json={"text": "httpx"}, headers=headers)
answer.raise_for_status()
print(answer.json()["name"])
