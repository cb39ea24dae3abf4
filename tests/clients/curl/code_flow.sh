#!/usr/bin/env bash
# The authorization code flow with nothing but curl and a shell: sign in, allow,
# exchange the code, call the API, refresh, ask who it is, revoke. Needs CLIENT_ID,
# CLIENT_SECRET, REDIRECT_URI, EMAIL, PASSWORD; and CONFAB, the server's URL: without
# it, it is Google that is asked.
set -euo pipefail

ACCOUNTS=${CONFAB:-https://accounts.google.com}
OAUTH=${CONFAB:-https://oauth2.googleapis.com}
OPENID=${CONFAB:-https://openidconnect.googleapis.com}
CHAT=${CONFAB:-https://chat.googleapis.com}

browser() { curl --silent --show-error --cookie jar --cookie-jar jar "$@"; }
api() { curl --silent --show-error --fail-with-body "$@"; }
field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p"; }
hidden() { grep -o "name=\"$1\" value=\"[^\"]*\"" | sed 's/.*value="//; s/"$//; s/&amp;/\&/g'; }

verifier=$(openssl rand -hex 32)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
scope="openid email https://www.googleapis.com/auth/chat.spaces"

# The app sends its person here. Nobody is signed in, so curl is led to /signin.
page=$(browser --location --get "$ACCOUNTS/o/oauth2/v2/auth" \
  --data-urlencode "client_id=$CLIENT_ID" \
  --data-urlencode "redirect_uri=$REDIRECT_URI" \
  --data-urlencode "response_type=code" \
  --data-urlencode "scope=$scope" \
  --data-urlencode "state=s1" \
  --data-urlencode "access_type=offline" \
  --data-urlencode "code_challenge=$challenge" \
  --data-urlencode "code_challenge_method=S256")

# The sign-in form leads to the consent page.
next=$(hidden continue <<<"$page")
page=$(browser --location "$ACCOUNTS/signin" \
  --data-urlencode "email=$EMAIL" --data-urlencode "password=$PASSWORD" \
  --data-urlencode "continue=$next")

# Allow. The answer leads back to the app, with the code.
location=$(browser --output /dev/null --write-out '%{redirect_url}' "$ACCOUNTS/o/oauth2/consent" \
  --data-urlencode "request=$(hidden request <<<"$page")" \
  --data-urlencode "token=$(hidden token <<<"$page")" \
  --data-urlencode "scope.chat.spaces=on" --data-urlencode "decision=allow")
case $location in "$REDIRECT_URI"\?*state=s1*) ;; *) echo "led to $location" >&2; exit 1 ;; esac
code=$(sed 's/.*[?&]code=\([^&]*\).*/\1/' <<<"$location")

tokens=$(api "$OAUTH/token" --user "$CLIENT_ID:$CLIENT_SECRET" \
  --data-urlencode "grant_type=authorization_code" --data "code=$code" \
  --data-urlencode "redirect_uri=$REDIRECT_URI" --data-urlencode "code_verifier=$verifier")
refresh=$(field refresh_token <<<"$tokens")
api "$CHAT/v1/spaces" --oauth2-bearer "$(field access_token <<<"$tokens")"

tokens=$(api "$OAUTH/token" --data-urlencode "grant_type=refresh_token" \
  --data-urlencode "refresh_token=$refresh" \
  --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET")
access=$(field access_token <<<"$tokens")
person=$(api "$OPENID/v1/userinfo" --oauth2-bearer "$access")

api "$OAUTH/revoke" --data-urlencode "token=$refresh"
if api --output /dev/null "$OAUTH/token" --data-urlencode "grant_type=refresh_token" \
  --data-urlencode "refresh_token=$refresh" \
  --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET"; then
  echo "a revoked token was refreshed" >&2
  exit 1
fi
echo
tr -d '\n' <<<"$person"
