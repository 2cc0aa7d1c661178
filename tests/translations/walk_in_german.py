"""Script that publishes a page in German, run by ``test_new_language`` in a copy of the tree that has this language.

It prints the resulting pages as JSON; the test has the assertions.
"""

import json
import sys
from typing import Any

from django.test import Client
from django.test.utils import setup_test_environment
from wagtail.models import Page, Site

from cms.calls.models import CallPage
from cms.core.models import BasePage
from cms.published import get_published
from cms.render.poster import make_base
from cms.users.roles import Role
from outreach.posters.words import get_words
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.translation_desk.walk import translate

WORDS = {
    "title": "Wer weiß etwas über ein Grab?",
    "summary": "Wir suchen Zeugen.",
    "poster_headline": "Wissen Sie, wo ein Soldat begraben liegt?",
    "poster_action": "Scannen Sie den Code.",
}


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
    translate(call, language="de", words=WORDS)
    json.dump(read_pages(call), sys.stdout)
