"""A translation from the desk's first page to its approval, as scripts walk it in a process of their own."""

from collections.abc import Mapping

from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.core.models import BasePage
from cms.translation_desk.forms import name_field
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import get_open, make_person


def sign_in(user: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


def translate(item: BasePage, *, language: str, words: Mapping[str, str], rest: str = "") -> None:
    """Start, write and submit the translation at the desk, and approve it on the review page, through HTTP.

    ``words`` are by path; the other texts, if there are any, all become ``rest``.
    """
    people = (make_person(role, language) for role in (Role.TRANSLATOR, Role.REVIEWER))
    translator, reviewer = map(sign_in, people)
    url = reverse("desk_write", args=[item.translation_key, language])
    translator.post(reverse("desk_start", args=[item.translation_key, language]))
    form = translator.get(url).context["form"]
    written = {name_field(path): text for path, text in words.items()}
    if rest:
        written |= dict.fromkeys(form.fields.keys() - {"base_revision_id", "base_moment", *written}, rest)
    translator.post(url, {"base_revision_id": form["base_revision_id"].value(), **written, "submit": "1"})
    submission = get_open(Page.objects.get(translation_key=item.translation_key, locale__language_code=language))
    review = reverse("desk_review", args=[submission.pk])
    seen = reviewer.get(review).context
    digests = {name: seen["form"][name].value() for name in ("digest", "source_digest")}
    names = [(each.code, field) for row in seen["rows"] for each, field, _reason in row.entry if each.is_confirmation]
    ticked = {field: seen["confirmed"] for _code, field in names}
    reviewer.post(review, {**digests, **ticked, "finding": [code for code, _field in names], "approve": "1"})
