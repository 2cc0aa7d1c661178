"""A ``Person`` in Chromium, with the same methods, so that the same steps run in a browser.

With ``PICTURES=all`` the pass on PostgreSQL keeps a screenshot of each page; without, of those where a walk failed.
Fields that Wagtail's own editors keep in scripts (blocks, rich text) are set by a script in the form that is sent.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError

from tests.journeys.cast import World, gather
from tests.journeys.person import PHONE as USER_AGENT
from tests.journeys.person import UNFINISHED_JOB, Person, Sheet, Upload

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

    from cms.users.models import User

PASS = (os.environ.get("DATABASE", "postgresql"), os.environ.get("STORAGE", "disk"))
# Pictures take longer than the walk itself. The passes on SQLite and S3 see the same pages.
TAKES_PICTURES = os.environ.get("PICTURES") == "all" and PASS == ("postgresql", "disk")

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 1280}
NO_PREVIEW = ".preview-error"
NO_PAGE = re.compile(r"/(download|file|files/\d+)/?$|^/api/")

SET_FIELD = """([form, name, values]) => {
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  for (const field of fields) {
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
    else field.value = values[0];
    for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, {bubbles: true}));
  }
  return fields.length;
}"""
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"
# A calendar that opens on a click would cover the button.
HAS_CALENDAR = "field => Boolean(window.jQuery && jQuery(field).data('xdsoft_datetimepicker'))"
ADD_FIELDS = """([form, fields]) => {
  for (const [name, value] of Object.entries(fields)) {
    const there = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (there) there.value = value;
    else form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  // A rich text editor that starts late writes its old text into its field again: what is sent decides.
  form.addEventListener('formdata', event => {
    for (const [name, value] of Object.entries(fields)) event.formData.set(name, value);
  });
  form.dispatchEvent(new Event('input', {bubbles: true}));
}"""
# The server has everything that is in the page editor's form.
IS_SAVED = """() => {
  const indicator = document.getElementById('w-autosave-indicator');
  const mark = document.querySelector('.saving-mark');
  return indicator?.dataset.wAutosaveStateValue === 'saved' && mark?.hidden;
}"""
PREVIEWS = 5


@dataclass
class Album:
    """The pages seen, in their order, and a folder with a screenshot of each."""

    folder: Path
    seen: list[str] = field(default_factory=list)

    def keep(self, page: Page, *, who: str) -> None:
        place = re.sub(r"[^a-z0-9]+|[0-9a-f]{8}-[0-9a-f-]{27}", "-", urlsplit(page.url).path.lower()).strip("-")[:60]
        name = f"{len(self.seen) + 1:03}-{who}-{place or 'home'}.png"
        self.seen.append(name)
        if TAKES_PICTURES:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / name, full_page=True)

    def keep_failure(self, page: Page, *, who: str) -> None:
        """Keep a screenshot of the page that somebody was on; a page that has crashed has none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PlaywrightError):
            page.screenshot(path=self.folder / f"failed-{'-'.join(PASS)}-{who}.png", full_page=True)


@dataclass
class BrowserPerson(Person):
    """A person in Chromium: readers with ``scripts=False`` use a phone, users who sign in a desktop window."""

    browser: Browser | None = None
    base: str = ""
    album: Album | None = None
    scripts: bool = True
    loaded: str = ""

    def __post_init__(self) -> None:
        assert self.browser
        viewport: Any = DESK if self.scripts else PHONE
        # Headless Chromium's own user agent would be taken for a robot.
        phone: Any = {} if self.scripts else {"user_agent": USER_AGENT}
        self.context: BrowserContext = self.browser.new_context(
            base_url=self.base, viewport=viewport, java_script_enabled=self.scripts, locale="vi-VN", **phone
        )
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())

    @property
    def name(self) -> str:
        return self.user.username if self.user else "reader"

    def open(self, path: str, *, status: int = 200, **headers: str) -> Sheet:
        if headers or NO_PAGE.search(urlsplit(path).path):
            answer = self.context.request.get(path, headers=headers)
            sheet = Sheet(self._trim(answer.url), answer.status, answer.body(), _Headers(answer.headers))
        else:
            sheet = self._look(self._go(path))
        assert sheet.status == status, f"{path}: {sheet.status}. {sheet.content[:600]!r}"
        return sheet

    def press(self, sheet: Sheet, css: str, *, status: int = 200, extra: Any = None, **typed: Any) -> Sheet:
        # An autosave that creates the page changes the address of the form, which stays open.
        if sheet.path not in {self._trim(self.page.url), self.loaded}:
            self._go(sheet.path)
        element = self.page.locator(css).first
        is_form = element.evaluate("element => element.tagName === 'FORM'")
        form = element if is_form else element.locator("xpath=ancestor::form[1]")
        self._fill_in(form, typed, extra)
        is_button = element.evaluate("element => element.tagName === 'BUTTON'")
        button = element if is_button else form.locator("button[type=submit], button:not([type])").first
        assert self.album
        self.album.keep(self.page, who=self.name)
        # Not the next navigation: an autosave that creates the page is one too, without a response.
        with self.page.expect_event("load"), self.page.expect_event("response", _is_page) as response:
            if button.is_visible():
                button.click()
            else:  # it is in a closed menu
                button.evaluate("button => button.form.requestSubmit(button)")
        answer = self._look(response.value)
        assert answer.status == status, f"{answer.path}: {answer.status}. {answer.text[:1000]}"
        return answer

    def watch(self, job: Sheet) -> Sheet:
        """Wait until the page has reloaded itself."""
        assert self._trim(self.page.url) == job.path
        self.page.locator(UNFINISHED_JOB).first.wait_for(state="detached")
        self.page.wait_for_load_state()
        return self._keep(self.page.evaluate(STATUS), {})

    def fetch(self, sheet: Sheet, css: str, **typed: Any) -> Sheet:
        form = self.page.locator(css).first.locator("xpath=ancestor::form[1]")
        self._fill_in(form, typed, None)
        assert self.album
        self.album.keep(self.page, who=self.name)
        with self.page.expect_download() as download:
            form.locator("button[type=submit]").first.click()
        return Sheet(sheet.path, 200, download.value.path().read_bytes(), {})

    def preview(self, sheet: Sheet, css: str, *, extra: Any = None, **typed: Any) -> Sheet:
        """Request the preview with the form's content, as the editor's own panel does."""
        assert self.album
        form = self.page.locator(css).first
        self._fill_in(form, typed, extra)
        # An autosave creates a new page while its form is filled in, which changes the address of the preview.
        self.page.wait_for_function(IS_SAVED)
        path = f"{urlsplit(self.page.url).path}preview/"
        send = "async ([form, path]) => (await fetch(path, {method: 'POST', body: new FormData(form)})).json()"
        second = self.context.new_page()
        for _attempt in range(PREVIEWS):
            assert self.page.evaluate(send, [form.element_handle(), path])["is_valid"]
            response = second.goto(path)
            # When the page is created, the editor's own panel forgets what was to be previewed, possibly only now.
            if not second.locator(NO_PREVIEW).count():
                break
        self.album.keep(second, who=f"{self.name}-preview")
        assert self._trim(second.url) == path, f"{path} led to {second.url}: {second.locator('.messages').inner_text()}"
        seen = Sheet(path, response.status if response else 0, second.content().encode(), {})
        second.close()
        return seen

    def _fill_in(self, form: Locator, typed: dict[str, Any], extra: Any) -> None:
        # The slug comes first: while it is empty, a script fills it in from the title, later.
        for name in sorted(typed, key=lambda name: name != "slug"):
            self._fill(form, name, typed[name])
        if extra:
            self.page.evaluate(ADD_FIELDS, [form.element_handle(), dict(extra)])

    def _fill(self, form: Locator, name: str, value: Any) -> None:
        found = form.locator(f'[name="{name}"]')
        assert found.count(), f"{self.page.url} has no field {name}"
        if isinstance(value, Upload):
            file: Any = {"name": value.name, "mimeType": "application/octet-stream", "buffer": value.data}
            found.first.set_input_files(file)
            return
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        kind = found.first.evaluate("field => field.type || field.tagName")
        typeable = kind in {"text", "textarea", "password", "search", "url", "email"} and found.first.is_visible()
        if typeable and not found.first.evaluate(HAS_CALENDAR):
            found.first.fill(values[0])
        else:
            assert self.page.evaluate(SET_FIELD, [form.element_handle(), name, values])

    def _go(self, path: str) -> Response | None:
        # The page's own reload, when the job ends, would cut off the navigation: by chance, so it is never allowed.
        assert not self.page.locator(UNFINISHED_JOB).count(), f"{self.page.url} is left while its job runs: watch it"
        return self.page.goto(path)

    def _look(self, response: Response | None) -> Sheet:
        assert response
        return self._keep(response.status, response.headers)

    def _keep(self, status: int, headers: Mapping[str, str]) -> Sheet:
        assert self.album
        self.album.keep(self.page, who=self.name)
        self.loaded = self._trim(self.page.url)
        return Sheet(self.loaded, status, self.page.content().encode(), headers)

    def _trim(self, address: str) -> str:
        return address.removeprefix(self.base)


def _is_page(response: Response) -> bool:
    """Return whether this is the page that a form leads to, after all redirects."""
    is_redirect = 300 <= response.status < 400
    return response.request.is_navigation_request() and not is_redirect and response.frame.parent_frame is None


class _Headers(dict[str, str]):
    """Headers whose names are case-insensitive."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


def walk_in_browser(steps: Sequence[Callable[[World], object]], *, browser: Browser, base: str, folder: Path) -> Album:
    """Take the steps with people in Chromium, close their windows, and return the album of the pages they saw."""
    if TAKES_PICTURES:
        shutil.rmtree(folder, ignore_errors=True)
    album, people = Album(folder), list[BrowserPerson]()

    def introduce(user: User | None) -> BrowserPerson:
        people.append(BrowserPerson(user, browser=browser, base=base, album=album, scripts=user is not None))
        return people[-1]

    try:
        world = gather(introduce)
        for step in steps:
            step(world)
    except Exception:
        for person in people:
            album.keep_failure(person.page, who=person.name)
        raise
    finally:
        for person in people:
            person.context.close()
    return album
