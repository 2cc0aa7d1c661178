"""Requests to every address of the project as every role, with the responses as rows of ``permission_matrix.txt``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver
from wagtail.models import Revision, Site, Task, Workflow

from outreach.organisations.models import OrganisationImport
from tests.architecture.test_addresses import list_patterns
from tests.architecture.world import PEOPLE, World

TABLE = Path(__file__).with_name("permission_matrix.txt")
WHO = ("anonymous", *PEOPLE, "superuser")
METHODS = ("GET", "POST")
OPEN, REFUSED, SIGN_IN, ABSENT, NO_METHOD, FAULT = "oxs.-!"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
PAGE_VARIANTS = ("vi-live", "vi-draft", "ko-draft")

Value = Callable[[World, Any], Any]


def _thing(name: str, attribute: str = "pk") -> Value:
    return lambda world, variant: getattr(world.things[name], attribute)


def _thing_itself(name: str) -> Value:
    return lambda world, variant: world.things[name]


def _row(model: Any) -> Value:
    return lambda world, variant: world.get_row(model).pk


def _page(world: World, variant: str) -> Any:
    return world.pages.get(variant, world.pages["vi-live"]).pk


def _parent(world: World, variant: str) -> Any:
    return world.pages.get(variant, world.pages["vi-live"]).get_parent().pk


def _revision(world: World, variant: str) -> Any:
    return Revision.objects.filter(object_id=str(_page(world, variant))).order_by("pk").first().pk


def _fixed(value: Any) -> Value:
    return lambda world, variant: value


# The beginning of a pattern, a parameter and its value; the first row that matches both is used.
VALUES: tuple[tuple[str, str, Value], ...] = (
    ("admin/pages/create/", "app_label", _fixed("calls")),
    ("admin/pages/create/", "model_name", _fixed("callpage")),
    ("admin/", "content_type_app_name", _fixed("calls")),
    ("admin/", "content_type_model_name", _fixed("callpage")),
    ("admin/collections/", "pk", _thing("collection")),
    ("admin/workflows/tasks/", "pk", _row(Task)),
    ("admin/workflows/tasks/", "app_label", _fixed("approvals")),
    ("admin/workflows/tasks/", "model_name", _fixed("languageapprovaltask")),
    ("admin/workflows/", "pk", _row(Workflow)),
    ("admin/bulk/", "app_label", lambda world, variant: variant.split(".")[0]),
    ("admin/bulk/", "model_name", lambda world, variant: variant.split(".")[1]),
    ("admin/bulk/", "action", lambda world, variant: variant.split(".")[2]),
    ("admin/api/main/^pages/", "pk", _page),
    ("admin/api/main/^pages/", "action_name", lambda world, variant: variant),
    ("admin/api/main/^documents/", "pk", _thing("document")),
    ("admin/api/main/^images/", "pk", _thing("image")),
    ("admin/pages/workflow/", "action_name", _fixed("approve")),
    ("admin/tag-autocomplete/", "app_name", _fixed("taggit")),
    ("admin/tag-autocomplete/", "model_name", _fixed("tag")),
    ("admin/settings/", "app_name", _fixed("campaign")),
    ("admin/settings/", "model_name", _fixed("campaign")),
    ("admin/settings/", "pk", _row(Site)),
    ("admin/translation/submit/snippet/", "app_label", _fixed("campaign")),
    ("admin/translation/submit/snippet/", "model_name", _fixed("topic")),
    ("admin/translation/submit/snippet/", "pk", _fixed("1")),
    ("admin/editing-sessions/", "app_label", _fixed("calls")),
    ("admin/editing-sessions/", "model_name", _fixed("callpage")),
    ("admin/editing-sessions/", "object_id", _page),
    ("admin/editing-sessions/", "session_id", _fixed(0)),
    ("admin/documents/multiple/create", "uploaded_file_id", _thing("upload")),
    ("admin/documents/chooser/", "pk", _thing("document")),
    ("admin/images/chooser/", "pk", _thing("image")),
    ("admin/groups/", "pk", _row(Group)),
    ("admin/desk/<uuid:key>/<slug:language>/subtitles/", "key", _thing("film", "translation_key")),
    ("admin/desk/", "file_format", _fixed("vtt")),
    ("admin/films/avails/", "form", _fixed("csv")),
    ("admin/films/uploads/", "key", _fixed("00000000-0000-4000-8000-000000000000")),
    ("admin/outreach/rights-requests/", "pk", _thing("rights_request")),
    ("admin/desk/", "key", lambda world, variant: world.pages["vi-live"].translation_key),
    ("admin/desk/", "language", lambda world, variant: variant),
    ("admin/previews/", "key", lambda world, variant: world.pages["vi-live"].translation_key),
    ("admin/previews/", "language", _fixed("vi")),
    ("admin/previews/", "link_id", _thing("preview_link")),
    ("vi/preview/", "token", _thing_itself("preview_token")),
    ("vi/^preview/", "token", _thing_itself("preview_token")),
    ("admin/outreach/organisation-imports/", "pk", _row(OrganisationImport)),
    ("admin/outreach/organisation-imports/", "extension", _fixed("csv")),
    ("admin/outreach/invitations/", "pk", _thing("invitation")),
    ("admin/outreach/holdings/", "key", _thing("mission", "key")),
    ("admin/outreach/uses/", "pk", _thing("use_report")),
    ("admin/outreach/recalls/", "pk", _thing("recall")),
    ("admin/outreach/recalls/", "recipient_id", _thing("recall_recipient")),
    ("admin/outreach/posters/requests/", "request_id", lambda world, variant: world.things["drawing"].request_id),
    ("admin/outreach/posters/requests/", "position", _fixed(0)),
    ("admin/outreach/posters/designs/", "template", _fixed("call")),
    ("admin/outreach/posters/loops/", "loop_id", _thing("loop")),
    ("admin/outreach/posters/loops/", "extension", _fixed("mp4")),
    ("admin/outreach/posters/", "key", lambda world, variant: world.things["file"].poster.key),
    ("admin/outreach/kits/", "pk", _thing("kit")),
    ("admin/outreach/kits/", "organisation_pk", _thing("mission")),
    ("admin/outreach/kits/", "name_pk", lambda world, variant: world.things["kit"].names.get().pk),
    ("admin/outreach/editions/", "pk", _thing("edition")),
    ("admin/outreach/screens/", "assignment_id", _thing("assignment")),
    ("admin/outreach/screens/", "key_id", _thing("key")),
    ("admin/outreach/codes/", "code", _thing("link", "code")),
    ("admin/outreach/codes/", "change_id", _thing("destination_change")),
    ("admin/outreach/reports/", "key", _fixed("scans")),
    ("admin/outreach/reports/workbooks/", "pk", _thing("workbook")),
    ("admin/outreach/reports/signed/", "pk", _thing("report")),
    ("admin/outreach/reports/signed/", "language", _fixed("vi")),
    ("admin/outreach/reports/signed/", "extension", _fixed("docx")),
    ("admin/calendar/change/", "name", _fixed("planned")),
    ("admin/calendar/change/", "pk", lambda world, variant: world.pages["vi-draft"].pk),
    ("calendar/", "secret", _fixed("nobodys")),
    ("portal-calendar/", "secret", _fixed("nobodys")),
    ("admin/images/", "filter_spec", _fixed("original")),
    ("accounts/", "uidb36", _fixed("1")),
    ("admin/password_reset/", "uidb64", _fixed("MQ")),
    ("admin/password_reset/", "token", _fixed("set-password")),
    ("media/", "storage_name", lambda world, variant: world.things[variant].file.name),
    ("documents/", "filename", _thing("document", "filename")),
    ("sitemap-", "code", _fixed("vi")),
    ("vi/<slug:section>/feed.xml", "section", _fixed("calls")),
    ("language/", "code", _fixed("vi")),
    ("api/v1/screens/", "key", _thing("screen", "key")),
    ("play/face/", "code", _fixed("vi")),
    ("vi/portal/player/", "pairing_id", _fixed(1)),
    ("admin/guides/", "role", _fixed("publisher")),
    ("vi/portal/help/", "role", _fixed("operator")),
    ("vi/portal/screens/", "key", _thing("screen", "key")),
    ("vi/portal/screens/", "sha256", lambda world, variant: world.things["file"].sha256),
    ("api/v1/screens/", "sha256", lambda world, variant: world.things["file"].sha256),
    ("vi/portal/invitation/", "token", _thing_itself("invitation_token")),
    ("vi/portal/unsubscribe/", "signed", _thing_itself("unsubscriber")),
    ("vi/portal/organisations/<uuid:key>/members/", "pk", _thing("colleague")),
    ("vi/portal/organisations/<uuid:key>/invitations/", "pk", _thing("invitation")),
    ("vi/portal/organisations/", "contact", _thing("own_contact")),
    ("vi/portal/organisations/", "key", _thing("mission", "key")),
    ("vi/portal/films/", "key", _thing("mission", "key")),
    ("vi/portal/films/", "film_key", _thing("film", "translation_key")),
    ("vi/portal/editions/<uuid:key>/files/<int:pk>/picture/", "pk", _thing("kit_picture")),
    ("vi/portal/editions/", "key", _thing("edition", "key")),
    ("vi/portal/editions/", "pk", _thing("kit_file")),
    ("vi/portal/reports/", "pk", _thing("use_report")),
    ("vi/portal/recalls/", "pk", _thing("recall_recipient")),
    ("vi/^films/", "slug", _thing("film", "slug")),
    ("vi/_util/", "page_view_restriction_id", _fixed(1)),
    ("", "page_id", _page),
    ("", "page_pk", _page),
    ("", "page_to_move_id", _page),
    ("", "parent_page_id", _parent),
    ("", "destination_id", _parent),
    ("", "revision_id", _revision),
    ("", "task_state_id", lambda world, variant: world.things["submission"].task_state_id),
    ("", "task_id", lambda world, variant: world.things["submission"].task_state.task_id),
    ("", "workflow_state_id", _thing("state")),
    ("", "workflow_pk", _row(Workflow)),
    ("", "collection_id", _thing("collection")),
    ("", "redirect_id", _thing("redirect")),
    ("", "document_id", _thing("document")),
    ("", "doc_id", _thing("document")),
    ("", "image_id", _thing("image")),
    ("", "uploaded_file_id", _thing("upload")),
    ("", "job_id", _thing("job")),
    ("", "indicator_id", _thing("indicator")),
    ("", "value_id", _thing("indicator_value")),
    ("", "fact_id", _thing("fact")),
    ("", "request_id", _thing("change_request")),
    ("", "import_id", _thing("memory_import")),
    ("", "version_id", _thing("version")),
    ("", "channel_id", _thing("channel")),
    ("", "proposal_id", _thing("proposal")),
    ("", "submission_id", _thing("submission")),
    ("", "screen_id", _thing("screen")),
    ("", "playlist_id", _thing("playlist")),
    ("", "assignment_id", _thing("work")),
    ("", "user_pk", lambda world, variant: world.people["partner"].pk),
)

# Patterns that get a row for each variant.
VARIANTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "admin/bulk/",
        (
            "wagtailcore.page.delete",
            "wagtailcore.page.move",
            "wagtailcore.page.publish",
            "wagtailcore.page.unpublish",
            "media.campaignimage.delete",
            "media.campaignimage.add_tags",
            "media.campaigndocument.delete",
            "users.user.delete",
            "users.user.assign_role",
            "users.user.set_active_state",
        ),
    ),
    (
        "admin/api/main/^pages/<int:pk>/action/",
        (
            "convert_alias",
            "copy",
            "delete",
            "publish",
            "unpublish",
            "move",
            "revert_to_page_revision",
            "copy_for_translation",
            "create_alias",
        ),
    ),
    ("admin/desk/<uuid:key>/<slug:language>/", ("vi", "ko")),
    ("admin/desk/glossary/<slug:language>", ("vi", "ko")),
    ("admin/desk/memory/<slug:language>", ("vi", "ko")),
    ("media/", ("image", "document", "master")),
)

# Example paths for the patterns that are regular expressions.
EXPRESSIONS: dict[str, str] = {
    r"^(?P<path>(?:[\w-]+/)*)card\.jpg$": "card.jpg",
    r"(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": "{page}/revisions/compare/live...latest/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-none/",
    r"^[qQ]/(?P<typed>.*)$": "q/NQNQNQ",
    r"^calls/(?P<slug>[\w-]+)/form-(?P<paper>a4|letter)(?:-(?P<recipient>\d{1,9}))?\.pdf$": (
        "calls/loi-keu-goi/form-a4.pdf"
    ),
    r"^preview/(?P<token>[^/]+)/files/(?P<path>.*)$": "preview/<token>/files/media/none.png",
    r"^films/(?P<slug>[\w-]+)/subtitles\.vtt$": "films/phim/subtitles.vtt",
    r"^events/(?P<slug>[\w-]+)/event\.ics$": "events/su-kien/event.ics",
    r"^films/(?P<slug>[\w-]+)/chapters\.vtt$": "films/phim/chapters.vtt",
    r"^((?:[\w-]+/)*)$": "calls/loi-keu-goi/",
    r"^((?:[\w\-]+/)*)$": "calls/ban-thao/",
    r"^.*/$": "no-such-page/",
}


@dataclass(frozen=True)
class Address:
    """A URL pattern, as ``get_resolver`` names it, and the variant to request."""

    pattern: str
    variant: str
    callback: Any

    def __str__(self) -> str:
        return f"{self.pattern}{' @' + self.variant if self.variant else ''}"

    def write(self, world: World) -> str:
        """Return the address, with objects of the world as its parameters."""
        text = self.pattern
        for expression, example in EXPRESSIONS.items():
            text = text.replace(expression, example.format(page=_page(world, self.variant)))
        text = PARAMETER.sub(lambda match: str(self._get_value(world, match[1])), text)
        return "/" + text.replace("^", "").replace("$", "") + self._get_query(world)

    def _get_query(self, world: World) -> str:
        if not self.pattern.startswith("admin/bulk/"):
            return ""
        kind = self.variant.split(".")[1]
        name = kind.removeprefix("campaign")
        things = {"page": world.pages["vi-live"], "user": world.people["partner"], **world.things}
        return f"?id={things[name].pk}"

    def _get_value(self, world: World, name: str) -> Any:
        for beginning, parameter, value in VALUES:
            if self.pattern.startswith(beginning) and parameter == name:
                return value(world, self.variant)
        options = getattr(self.callback, "view_initkwargs", {})
        model = options.get("model") or getattr(getattr(self.callback, "view_class", None), "model", None)
        if name == "pk" and model is not None:
            return world.get_row(model).pk
        raise LookupError(f"{self.pattern}: add a value for “{name}” to VALUES in tests/architecture/matrix.py.")


def list_addresses() -> Iterator[Address]:
    """Yield every address of the project once, including Wagtail's and allauth's."""
    seen = set()
    for pattern, callback in list_patterns(get_resolver()):
        for variant in _get_variants(pattern):
            address = Address(pattern, variant, callback)
            if str(address) not in seen:
                seen.add(str(address))
                yield address


def _get_variants(pattern: str) -> tuple[str, ...]:
    for beginning, variants in VARIANTS:
        if pattern.startswith(beginning):
            return variants
    names = set(PARAMETER.findall(pattern))
    names |= {"page_id"} if r"(\d+)/revisions" in pattern else set()
    if names & {"page_id", "page_to_move_id", "parent_page_id", "page_pk"} and pattern.startswith("admin/"):
        return PAGE_VARIANTS
    return ("",)


def read_table() -> dict[str, str]:
    """Return the expected responses by address, as one letter for each role and method."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            address, *answers = re.split(r"\s{2,}", line.strip())
            rows[address] = " ".join(answers)
    return rows


def write_row(address: Address, answers: dict[str, str]) -> str:
    """Return the row as ``permission_matrix.txt`` has it; ``answers`` are the letters of all roles, by method."""
    return f"{address!s:<118}  {'  '.join(answers[method] for method in METHODS)}"


def ask(world: World, address: Address, *, who: str, method: str, rendered: bool = False) -> str:
    """Return the letter of the response, and roll back what the request changed.

    Templates are rendered only on demand, because that takes most of the time.
    """
    client, url = make_client(world, who), address.write(world)
    with nullcontext() if rendered else _unrendered(), undone():
        return classify(_send(client, method, url))


def ask_oddly(world: World, address: Address, *, fields: dict[str, str], method: str = "GET") -> int:
    """Return the status of the response to a superuser's query or form, and roll back what the request changed."""
    client, url = make_client(world, "superuser"), address.write(world)
    ask = client.get if method == "GET" else client.post
    with _unrendered(), undone():
        status: int = ask(url.partition("?")[0] if method == "GET" else url, fields).status_code
        return status


def make_client(world: World, who: str) -> Client:
    """Return a browser with the session of this person."""
    client = Client(raise_request_exception=False, headers={"referer": "http://testserver/admin/account/"})
    if who != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = _get_session(world, who)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what a request changes."""
    saved = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)  # a refusal in the view's transaction marks ours for rollback too
        transaction.savepoint_rollback(saved)


def _send(client: Client, method: str, url: str) -> Any:
    """Send an empty form, which every view must refuse or accept without a server error."""
    if method != "POST":
        return client.generic(method, url)
    if "/api/" in url:
        return client.post(url, {}, content_type="application/json")
    return client.post(url, {})


def _unrendered() -> Any:
    """Replace every rendered template by a text; without one Wagtail's messages, templates too, would be lost."""
    return mock.patch("django.template.backends.django.Template.render", return_value="not rendered")


def _get_session(world: World, who: str) -> str:
    """Return the session key of a user, who signs in only once."""
    if who not in world.sessions:
        client = Client()
        client.force_login(world.people[who], backend="cms.users.backends.UserBackend")
        world.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world.sessions[who]


def classify(response: Any) -> str:
    """Return the letter for a response; FAULT is in no row of the table."""
    status = response.status_code
    if status >= 500:
        return FAULT
    simple = {401: REFUSED, 403: REFUSED, 404: ABSENT, 405: NO_METHOD}
    if status in simple:
        return simple[status]
    if status == 302 and response.url.startswith(("/accounts/login/", "/admin/login/")):
        return SIGN_IN
    return REFUSED if _was_denied(response) else OPEN


def _was_denied(response: HttpResponseBase) -> bool:
    """Return true for Wagtail's own refusal: an error message and a redirect to the admin's home page."""
    if response.status_code != 302 or getattr(response, "url", "") != "/admin/":
        return False
    return any(message.level == ERROR for message in get_messages(response.wsgi_request))
