"""A user of a browser without JavaScript, simulated by Django's test client: reads pages and sends their forms."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override

from cms.users.models import User

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile"
PASSWORD = "right horse battery"
UNFINISHED_JOB = "[data-job]:not([data-state=done], [data-state=failed])"


def say(message: str, language: str = "vi", **values: Any) -> str:
    """Return a message of the interface in this language."""
    with override(language):
        return gettext(message) % values if values else gettext(message)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@dataclass(frozen=True)
class Upload:
    """A file chosen in a form."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Sheet:
    """A response after redirects: the path where they ended, the status and the page's elements."""

    path: str
    status: int
    content: bytes
    headers: Mapping[str, str]

    @cached_property
    def tree(self) -> BeautifulSoup:
        return BeautifulSoup(self.content.decode(), "lxml")

    @cached_property
    def text(self) -> str:
        """The page's visible text, in one line."""
        tree = BeautifulSoup(self.content.decode(), "lxml")
        for hidden in tree.select("script, style, template"):
            hidden.decompose()
        return squeeze(tree.get_text())

    @property
    def source(self) -> str:
        return self.content.decode()

    def find(self, css: str) -> Tag:
        found = self.tree.select_one(css)
        assert found, f"{self.path} has no {css}: {self.text[:600]}"
        return found

    def read(self, css: str) -> str:
        return squeeze(self.find(css).get_text())

    def get_link(self, *, to: str) -> str:
        """Return the address of the first link whose address contains this."""
        links = [str(a["href"]) for a in self.tree.select("a[href]") if to in str(a["href"])]
        assert links, f"{self.path} has no link to …{to}…: {self.text[:600]}"
        return urljoin(self.path, links[0])

    def get_form(self, css: str) -> Tag:
        """Return the form that the selector matches, or the form of the element that it matches."""
        element = self.find(css)
        form = element if element.name == "form" else element.find_parent("form")
        if form is None and element.get("form"):
            form = self.find(f"form#{element['form']}")
        assert form is not None, f"{css} is not in a form"
        return form


@dataclass
class Person:
    """A person with their own cookies; every form is sent with the CSRF token of its page."""

    user: User | None = None
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True, headers={"User-Agent": PHONE}))

    def sign_in(self) -> Sheet:
        assert self.user is not None
        page = self.open("/accounts/login/")
        return self.press(page, "form[action='/accounts/login/']", login=self.user.username, password=PASSWORD)

    def open(self, path: str, *, status: int = 200, **headers: str) -> Sheet:
        sheet = self._follow(self.client.get(path, headers=headers), path, headers)
        assert sheet.status == status, f"{path}: {sheet.status}. {sheet.text[:600]}"
        return sheet

    def press(self, sheet: Sheet, css: str, *, status: int = 200, extra: Any = None, **typed: Any) -> Sheet:
        """Fill in and send the form, by the button ``css`` if it selects one, and return the page that follows.

        ``extra`` holds fields that JavaScript would add. Filling in a field that the page doesn't have fails.
        """
        form, data = self._fill_in(sheet, css, extra=extra, typed=typed)
        path = urljoin(sheet.path, str(form.get("action") or sheet.path))
        if str(form.get("method") or "get").lower() == "post":
            answer = self._follow(self.client.post(path, data), path, {})
        else:
            path = f"{path.partition('?')[0]}?{urlencode(data, doseq=True)}"
            answer = self._follow(self.client.get(path), path, {})
        assert answer.status == status, f"{path}: {answer.status}. {answer.text[:1500]}"
        return answer

    def watch(self, job: Sheet) -> Sheet:
        """Stay on a page that shows a job until the job has ended."""
        sheet = self.open(job.path)
        assert not sheet.tree.select(UNFINISHED_JOB), sheet.text
        return sheet

    def fetch(self, sheet: Sheet, css: str, **typed: Any) -> Sheet:
        """Send the form and return the file that it downloads."""
        file = self.press(sheet, css, **typed)
        assert file.headers["Content-Disposition"].startswith("attachment")
        return file

    def preview(self, sheet: Sheet, css: str, *, extra: Any = None, **typed: Any) -> Sheet:
        """Return the preview of the page editor's content, without saving it."""
        _form, data = self._fill_in(sheet, css, extra=extra, typed=typed)
        path = str(sheet.find("[data-w-preview-url-value]")["data-w-preview-url-value"])
        checked = self.client.post(path, data)
        assert checked.json() == {"is_valid": True, "is_available": True}
        return self.open(path)

    def _fill_in(self, sheet: Sheet, css: str, *, extra: Any, typed: dict[str, Any]) -> tuple[Tag, dict[str, Any]]:
        element, form = sheet.find(css), sheet.get_form(css)
        data = read_fields(form) | read_streams(form)
        known = {part.get("name") for part in form.select("input, select, textarea")}
        for name, value in typed.items():
            assert name in known, f"{sheet.path}: the form has no field {name}, but {sorted(filter(None, known))}"
            chosen = SimpleUploadedFile(value.name, value.data) if isinstance(value, Upload) else value
            data[name] = chosen if isinstance(chosen, list) else [chosen]
        data |= {name: [value] for name, value in (extra or {}).items()}
        if element.name == "button" and element.get("name"):
            data[str(element["name"])] = [str(element.get("value") or "")]
        return form, data

    def _follow(self, response: Any, path: str, headers: Mapping[str, str]) -> Sheet:
        """Follow redirects and return the page where they end."""
        for _step in range(10):
            if response.status_code not in {301, 302, 303, 307}:
                content = b"".join(response.streaming_content) if response.streaming else response.content
                return Sheet(path, response.status_code, content, response.headers)
            there = urlsplit(urljoin(path, response.headers["Location"]))
            path = there.path + (f"?{there.query}" if there.query else "")
            response = self.client.get(path, headers=headers)
        raise AssertionError(f"{path} redirects too often")


def read_fields(form: Tag) -> dict[str, list[Any]]:
    """Return the fields that a browser would send for the unchanged form, without its buttons."""
    fields: dict[str, list[Any]] = {}
    for part in form.select("input[name], select[name], textarea[name]"):
        if not part.has_attr("disabled"):
            fields.setdefault(str(part["name"]), []).extend(_read_values(part))
    return {name: values for name, values in fields.items() if values}


def read_streams(form: Tag) -> dict[str, list[Any]]:
    """Return the fields that the editor's script makes of the blocks in an unchanged form."""
    fields: dict[str, list[Any]] = {}
    for stream in form.select("[data-w-block-arguments-value]"):
        name, blocks = stream["id"], json.loads(str(stream["data-w-block-arguments-value"]))[0]
        fields[f"{name}-count"] = [str(len(blocks))]
        for number, block in enumerate(blocks):
            prefix, value = f"{name}-{number}", block["value"]
            texts = {f"{prefix}-value-{key}": text for key, text in value.items()} if isinstance(value, dict) else {}
            texts = texts or {f"{prefix}-value": value}
            place = {"id": block["id"], "type": block["type"], "order": str(number), "deleted": ""}
            for key, text in ({f"{prefix}-{key}": text for key, text in place.items()} | texts).items():
                fields[key] = [text or ""]
    return fields


def _read_values(part: Tag) -> list[str]:
    if part.name == "textarea":
        return [part.get_text().removeprefix("\n")]
    if part.name == "select":
        options = part.select("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not part.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    if part.get("type") in {"checkbox", "radio"}:
        return [str(part.get("value", "on"))] if part.has_attr("checked") else []
    return [] if part.get("type") in {"submit", "button", "image", "file"} else [str(part.get("value", ""))]


def write_stream(name: str, *blocks: tuple[str, dict[str, str]]) -> dict[str, str]:
    """Return the form fields that Wagtail's editor makes of these blocks."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    values = [
        (kind, {key: rich_text(text) if kind == "paragraph" else text for key, text in value.items()})
        for kind, value in blocks
    ]
    filled: dict[str, str] = nested_form_data({name: streamfield(values)})
    return {key: value if isinstance(value, str) else str(value) for key, value in filled.items()}


def write_rich(text: str) -> str:
    """Return a rich text as Wagtail's editor sends it."""
    from wagtail.test.utils.form_data import rich_text

    return str(rich_text(text))


def read_json(sheet: Sheet) -> Any:
    return json.loads(sheet.content)
