"""Wagtail's own pages in the newsroom: dates as they are typed, comparison, folded credits, locks, reports."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.media.forms import OPEN_CREDITS
from cms.stories.models import StoryPage
from tests.approvals.bypasses import read_form, sign_in
from tests.approvals.factories import Desk, edit, make_source
from translations.languages import CODES

pytestmark = pytest.mark.django_db


def get_edit(page: Page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["31/12/2026", "31-12-2026", "2026-12-31"])
def test_date_is_typed_as_in_vietnam_or_as_iso_and_shown_as_in_vietnam(desk: Desk, typed: str, language: str) -> None:
    desk.editor.interface_language = language
    desk.editor.save()
    story, client = make_source(desk.editor), sign_in(desk.editor)

    client.post(get_edit(story), {**read_form(client, get_edit(story)), "happened_on": typed})

    assert StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().happened_on == date(2026, 12, 31)
    shown = client.get(get_edit(story)).content.decode()
    assert 'value="31/12/2026"' in shown
    assert '"dayOfWeekStart": 1' in shown


def test_compared_drafts_say_nothing_for_a_date_that_was_not_there(desk: Desk) -> None:
    story = make_source(desk.editor)
    edit(story, desk.editor, happened_on=date(1972, 8, 15), is_demonstration=True)

    url = reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "earliest", "latest"])
    shown = sign_in(desk.editor).get(url).content.decode()

    assert '<span class="addition">15/08/1972</span>' in shown
    assert '<span class="deletion">No</span> <span class="addition">Yes</span>' in shown
    assert ">None" not in shown


def test_credits_in_most_languages_of_a_picture_are_folded(desk: Desk) -> None:
    form = sign_in(desk.editor).get(reverse("wagtailimages:add")).context["form"]

    folded = {name for name, field in form.fields.items() if "data-fold" in field.widget.attrs}
    assert folded == {f"credit_{code.replace('-', '_')}" for code in CODES if code not in OPEN_CREDITS}


def test_editor_locks_a_source_and_only_they_or_a_publisher_unlock_it(desk: Desk) -> None:
    story = make_source(desk.editor)
    sign_in(desk.editor).post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    assert Page.objects.get(pk=story.pk).locked

    sign_in(desk.translator).post(reverse("wagtailadmin_pages:unlock", args=[story.pk]))
    assert Page.objects.get(pk=story.pk).locked
    assert "Người lính trở về" in sign_in(desk.publisher).get("/admin/reports/locked/").content.decode()
    sign_in(desk.publisher).post(reverse("wagtailadmin_pages:unlock", args=[story.pk]))

    assert not Page.objects.get(pk=story.pk).locked


def test_reports_on_pages_are_in_the_menu_of_those_who_write_the_source(desk: Desk) -> None:
    editor, translator = (sign_in(user).get("/admin/").content.decode() for user in (desk.editor, desk.translator))

    assert "/admin/reports/aging-pages/" in editor and "/admin/reports/site-history/" in editor
    assert "/admin/reports/workflow/" not in editor
    assert "/admin/reports/" not in translator
