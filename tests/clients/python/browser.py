"""A browser for tests: opens pages, fills in their forms and presses buttons. It
runs no script, so that what it can do works without."""

import html.parser
import urllib.parse

import requests


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes and what it would send."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = given["action"]
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[given["name"]] = given.get("value", "")


class Browser:
    """One person's. Follows redirects itself, to see each step."""

    def __init__(self, email, password):
        self.email = email
        self.password = password
        self.session = requests.Session()
        self.pages = []

    def open(self, url):
        """Answers what a person would at each page, until nothing is asked."""
        answer = self._follow(self.session.get(url, allow_redirects=False))
        while answer.headers.get("content-type", "").startswith("text/html"):
            self.pages.append(answer.text)
            form = Form(answer.text)
            if form.action is None:
                break
            answer = self._follow(self._send(answer.url, form))
        return answer

    def _send(self, url, form):
        fields = form.fields
        if "password" in fields:
            fields |= {"email": self.email, "password": self.password}
        else:
            fields["decision"] = "allow"
        url = urllib.parse.urljoin(url, form.action)
        return self.session.post(url, data=fields, allow_redirects=False)

    def _follow(self, answer):
        while answer.is_redirect:
            url = urllib.parse.urljoin(answer.url, answer.headers["location"])
            answer = self.session.get(url, allow_redirects=False)
        answer.raise_for_status()
        return answer
