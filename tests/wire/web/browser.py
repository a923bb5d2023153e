"""A browser without a screen: it follows redirects, remembers cookies and fills in forms."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
from tests.wire.support import Api

from volary.platform.http.asgi import App

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle", "line"}


@dataclass
class FormTag:
    """A form of a page with the values that it has before anybody types."""

    method: str
    action: str
    multipart: bool
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as a browser reads it; ``text`` is what a reader sees."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.headers = answer.headers
        self.url = str(answer.url.copy_with(query=None).raw_path.decode())
        self.html = answer.text
        self.forms: list[FormTag] = []
        self.links: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._text: list[str] = []
        self._select = ""
        self._textarea = ""
        self._stack: list[str] = []
        self.feed(answer.text)
        self.close()
        assert not self._stack, f"left open: {self._stack}"
        self.text = re.sub(r"\s+", " ", "".join(self._text).replace("\u202f", " ")).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in VOID:
            self._stack.append(tag)
        if tag == "form":
            method = (given.get("method") or "get").lower()
            multipart = given.get("enctype") == "multipart/form-data"
            self.forms.append(FormTag(method, given.get("action") or "", multipart))
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given.get("name") or ""
        elif tag == "option" and self.forms:
            fields = self.forms[-1].fields
            if "selected" in given or self._select not in fields:
                fields[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._textarea = given.get("name") or ""
            self.forms[-1].fields[self._textarea] = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        opened = self._stack.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if tag == "textarea":
            name = self._textarea
            fields = self.forms[-1].fields
            fields[name] = fields[name].removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data
        elif "style" not in self._stack:
            self._text.append(data)

    def _input(self, given: dict[str, str | None]) -> None:
        kind, name = given.get("type") or "text", given.get("name")
        if name is None or not self.forms or kind == "file":
            return
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        self.forms[-1].fields[name] = given.get("value") or ""

    def form(self, action: str) -> FormTag:
        """The form that leads to a path."""
        found = [item for item in self.forms if urlsplit(item.action).path == action]
        assert found, f"no form to {action}, only to {[item.action for item in self.forms]}"
        return found[0]

    def has_form(self, action: str) -> bool:
        return any(urlsplit(item.action).path == action for item in self.forms)


class Browser:
    """Requests as a browser makes them, with the headers that tell where they come from."""

    def __init__(self, app: App, **options: Any) -> None:
        self.api = Api(app, {"Sec-Fetch-Site": "same-origin"}, **options)

    def get(self, path: str, **options: Any) -> Page:
        return Page(self.api.get(path, follow_redirects=True, **options))

    def submit(
        self,
        page: Page,
        action: str,
        *,
        files: list[tuple[str, bytes]] | None = None,
        **fields: str,
    ) -> Page:
        """Fill in a form of the page and send it; the page that comes of it in the end."""
        form = page.form(action)
        data = {**form.fields, **fields}
        if form.method == "get":
            return self.get(form.action, params=data)
        if form.multipart:
            sent = [("file", item) for item in files or [("", b"")]]
            return self.post(form.action, data=data, files=sent)
        return self.post(form.action, data=data)

    def post(self, path: str, **options: Any) -> Page:
        return Page(self.api.post(path, follow_redirects=True, **options))
