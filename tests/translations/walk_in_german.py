"""Script that publishes a page in German, run by ``test_new_language`` in a copy of the tree that has this language.

It prints the resulting pages as JSON; the test has the assertions.
"""

import json
import sys
from typing import Any

from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from wagtail.models import Page, Site

from cms.calls.models import CallPage
from cms.core.models import BasePage
from cms.published import get_published
from cms.render.poster import make_base
from cms.translation_desk.forms import name_field
from cms.users.models import User
from cms.users.roles import Role
from outreach.posters.words import get_words
from tests.approvals.factories import accept, get_open, hand_in, make_person, make_source

WORDS = {
    "title": "Wer weiß etwas über ein Grab?",
    "summary": "Wir suchen Zeugen.",
    "poster_headline": "Wissen Sie, wo ein Soldat begraben liegt?",
    "poster_action": "Scannen Sie den Code.",
}


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


def publish_call() -> BasePage:
    """Publish a Vietnamese call, written by an editor and approved by a publisher."""
    editor = make_person(Role.EDITOR)
    call = make_source(
        editor,
        CallPage,
        title="Ai biết về một ngôi mộ?",
        summary="Chúng tôi tìm nhân chứng.",
        slug="ngoi-mo",
        poster_headline="Ai biết nơi một người lính nằm lại?",
        poster_action="Quét mã.",
    )
    accept(hand_in(call, editor), make_person(Role.PUBLISHER))
    return call


def translate(call: BasePage) -> None:
    """Start, write and submit the translation at the desk, and approve it on the review page, through HTTP."""
    translator, reviewer = sign_in(make_person(Role.TRANSLATOR, "de")), sign_in(make_person(Role.REVIEWER, "de"))
    url = reverse("desk_write", args=[call.translation_key, "de"])
    translator.post(reverse("desk_start", args=[call.translation_key, "de"]))
    form = translator.get(url).context["form"]
    written = {name_field(path): text for path, text in WORDS.items()}
    translator.post(url, {"base_revision_id": form["base_revision_id"].value(), **written, "submit": "1"})
    submission = get_open(Page.objects.get(translation_key=call.translation_key, locale__language_code="de"))
    review = reverse("desk_review", args=[submission.pk])
    seen = reviewer.get(review).context
    digests = {name: seen["form"][name].value() for name in ("digest", "source_digest")}
    names = [(each.code, field) for row in seen["rows"] for each, field, _reason in row.entry if each.is_confirmation]
    ticked = {field: seen["confirmed"] for _code, field in names}
    reviewer.post(review, {**digests, **ticked, "finding": [code for code, _field in names], "approve": "1"})


def read_pages(call: BasePage) -> dict[str, Any]:
    host = {"headers": {"host": Site.objects.get().hostname}}
    german = Page.objects.get(translation_key=call.translation_key, locale__language_code="de").specific
    page = Client().get(german.url, **host)
    item = get_published(kind="call", key=str(call.translation_key), language="de")
    assert item is not None
    poster = make_base(words=get_words(item), language="de", format_code="lift-portrait-hd", template="call")
    return {
        "address": german.url,
        "status": page.status_code,
        "page": page.content.decode(),
        "source": Client().get(call.specific_class.objects.get(pk=call.pk).url, **host).content.decode(),
        "home": Client().get("/de/", **host).content.decode(),
        "poster_bytes": len(poster.content),
    }


def main() -> None:
    setup_test_environment()
    call = publish_call()
    translate(call)
    json.dump(read_pages(call), sys.stdout)
