"""Runs the real server for the tests: start it, fill it with people and apps
through `confab admin`, stop it or kill it. Knows nothing of pytest."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
DOMAIN = "example.com"
SCOPE = "https://www.googleapis.com/auth/"

# A PostgreSQL on which every server gets a database of its own, and the program
# that makes one; without them servers keep their data in SQLite.
POSTGRES = os.environ.get("CONFAB_TEST_CLIENTS_DATABASE")
CREATEDB = os.environ.get("CONFAB_TEST_CLIENTS_CREATEDB", "createdb")

# Everybody's.
PASSWORD = "correct horse"

# What a person's token may do in these tests, unless a test says otherwise.
PERSON = ["chat.spaces", "chat.memberships", "chat.messages", "chat.delete"]


def binary():
    path = pathlib.Path(os.environ.get("CONFAB_BIN", ROOT / "target/release/confab"))
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `cargo xtask build`, or set CONFAB_BIN")
    return str(path)


def rust_client():
    path = pathlib.Path(
        os.environ.get("CONFAB_RUST_CLIENT", ROOT / "target/debug/examples/chat_client")
    )
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `cargo build --workspace --example chat_client`")
    return str(path)


def database():
    """What `confab` is told of a new database; nothing for SQLite."""
    if POSTGRES is None:
        return []
    name = f"clients_{uuid.uuid4().hex}"
    subprocess.run([CREATEDB, "--maintenance-db", POSTGRES, name], check=True, timeout=60)
    return ["--database-url", f"{POSTGRES.rsplit('/', 1)[0]}/{name}"]


class Confab:
    """One server on a data directory. `start` may be called again after `stop`
    or `kill`; the data stays. `environment` is added to the tests' own."""

    def __init__(self, data, *flags, environment=None):
        self.data = pathlib.Path(data)
        self.flags = flags
        self.environment = {**os.environ, **(environment or {})}
        self.place = ["--data", str(self.data), *database()]
        self.process = None
        self.log = None
        self.port = 0

    def start(self):
        command = [binary(), "serve", *self.place]
        command += ["--listen", "127.0.0.1:0", *self.flags]
        # Appended to, so that a failure shows the logs of every run.
        self.log = open(self.log_file, "ab")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, bufsize=0, env=self.environment
        )
        self.port = self._wait_for_port(time.monotonic() + 30)
        return self

    @property
    def log_file(self):
        return self.data.with_name(self.data.name + ".log")

    def _wait_for_port(self, deadline):
        seen = b""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.1)
            if ready:
                seen += os.read(self.process.stdout.fileno(), 4096)
            found = re.search(rb"^listening on https?://\S+?:(\d+)/?$", seen, re.M)
            if found:
                return int(found.group(1))
            if self.process.poll() is not None:
                break
        self.kill()
        logs = self.log_file.read_text(errors="replace")[-4000:]
        raise RuntimeError(f"the server does not start: {seen!r}\n{logs}")

    def stop(self):
        """SIGTERM; answers the exit status."""
        return self._end(signal.SIGTERM)

    def kill(self):
        """SIGKILL, as a power cut would."""
        return self._end(signal.SIGKILL)

    def _end(self, how):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(timeout=20)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.log.close()
            self.process = None
        return status

    @property
    def typed_environment(self):
        """For `confab` as people type it, without flags."""
        names = {"--data": "CONFAB_DATA", "--database-url": "CONFAB_DATABASE_URL"}
        place = dict(zip(self.place[::2], self.place[1::2], strict=True))
        return {**self.environment, **{names[flag]: value for flag, value in place.items()}}

    @property
    def http(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def ca(self):
        return self.data / "tls" / "ca.pem"

    def admin(self, *arguments):
        """Runs `confab admin` beside the server and answers its JSON."""
        command = [binary(), "admin", *self.place, *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr or done.stdout}")
        return json.loads(done.stdout)

    def user(self, name):
        """Makes NAME@example.com, and answers what the server says of them."""
        person = ["user", "create", f"{name}@{DOMAIN}", "--name", name.title()]
        return self.admin(*person, "--password", PASSWORD)

    def app(self, name, key_file):
        return self.admin("app", "create", name, "--key-out", str(key_file))

    def token(self, *, user=None, app=None, scopes=PERSON, ttl=3600):
        who = [] if user is None else ["--user", f"{user}@{DOMAIN}"]
        who += [] if app is None else ["--app", app]
        asked = [word for scope in scopes for word in ("--scope", scope)]
        long = ["--ttl", str(ttl)]
        return self.admin("token", "create", *who, *asked, *long)["access_token"]
