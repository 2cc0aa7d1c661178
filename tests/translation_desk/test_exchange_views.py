"""The desk's pages for export and import."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.exchange.archive import MAX_UPLOAD_BYTES
from cms.translation_desk.models import SegmentComment
from tests.approvals.factories import Desk, make_source
from tests.exchange.test_exchange import edit, export, make_translated_story, read_draft
from tests.translation_desk.test_views import sign_in

EXPORT, IMPORT = "desk_exchange_export", "desk_exchange_import"


def upload(client, data, *, name="a.xlf", **more):
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, data), **more})


def read_words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_file_is_exported_and_imported(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    translator = sign_in(desk.translator)
    shown = translator.get(reverse(EXPORT))
    assert shown.context["form"].initial["languages"] == ["ko"]

    exported = translator.post(
        reverse(EXPORT), {"file_format": "xlf", "languages": ["ko"], "items": [str(story.translation_key)]}
    )
    imported = upload(translator, exported.content.decode().replace("이야기.", "새 이야기.").encode())

    assert exported["Content-Disposition"].endswith(f'-{str(story.translation_key)[:8]}.ko.xlf"')
    assert imported.status_code == 200
    assert "1 text was imported." in read_words(imported)
    assert read_draft(korean)["summary"] == "새 이야기."


def test_only_texts_in_the_chosen_state_are_exported(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    chosen = {"file_format": "po", "languages": ["ko"], "items": [str(story.translation_key)]}
    lead = sign_in(desk.lead)

    assert lead.post(reverse(EXPORT), {**chosen, "states": ["draft"]}).status_code == 200
    refused = lead.post(reverse(EXPORT), {**chosen, "states": ["missing"]})

    assert refused.status_code == 422
    assert "Choose at least one item and one language." in read_words(refused)


def test_conflict_is_shown_with_both_texts_and_nothing_is_imported(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    data = export(story).data.decode().replace("이야기.", "<b>새</b> 이야기.".replace("<", "&lt;")).encode()
    edit(korean, desk.reviewer, summary="다른 글.")
    translator = sign_in(desk.translator)

    shown = upload(translator, data)
    rest = upload(translator, data, skip_conflicts="on")

    assert (shown.status_code, rest.status_code) == (409, 200)
    assert "&lt;b&gt;새&lt;/b&gt; 이야기." in shown.content.decode() and "다른 글." in shown.content.decode()
    assert read_draft(korean)["summary"] == "다른 글."


def test_damaged_file_is_refused_with_its_line(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    data = export(story).data

    response = upload(sign_in(desk.translator), data[: data.index(b"</body>")])

    assert response.status_code == 422
    assert re.search(r"Nothing was changed.*a\.xlf, line \d+:.*The file is damaged", read_words(response))


def test_file_that_is_too_large_is_refused(desk: Desk) -> None:
    response = upload(sign_in(desk.translator), b" " * (MAX_UPLOAD_BYTES + 1))

    assert response.status_code == 422
    assert "The file is too large." in read_words(response)


def test_user_who_only_sees_the_desk_may_export_but_not_import(desk: Desk) -> None:
    make_source(desk.editor)

    for user in (desk.editor, desk.publisher, desk.lead):
        assert sign_in(user).get(reverse(EXPORT)).status_code == 200
        assert sign_in(user).get(reverse(IMPORT)).url == reverse("wagtailadmin_home")
        assert upload(sign_in(user), b"a").url == reverse("wagtailadmin_home")


def test_file_of_another_language_is_refused_with_403(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)

    client = sign_in(desk.translator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    response = upload(client, export(story, language="fr").data)

    assert response.status_code == 403
    assert "Your role doesn't let you do this in this language." in html.unescape(read_words(response))


def test_anonymous_users_are_redirected_to_the_sign_in(client, db: None) -> None:
    assert [client.get(reverse(name)).status_code for name in (EXPORT, IMPORT)] == [302, 302]


@pytest.mark.parametrize("name", [EXPORT, IMPORT])
def test_table_links_to_export_and_import(desk: Desk, name: str) -> None:
    make_source(desk.editor)

    assert reverse(name) in sign_in(desk.translator).get(reverse("desk_table")).content.decode()


def test_notes_in_a_file_become_comments_once(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    data = (
        export(story)
        .data.decode()
        .replace('<note from="desk">Summary', '<note from="Hà">Ai nói câu này?</note><note from="desk">Summary')
    )
    translator = sign_in(desk.translator)

    first = upload(translator, data.encode())
    upload(translator, data.encode())

    (comment,) = SegmentComment.objects.all()
    assert (comment.path, comment.language, comment.text, comment.by) == (
        "summary",
        "ko",
        "Ai nói câu này?",
        desk.translator,
    )
    assert "1 note in the file was kept as a comment." in html.unescape(read_words(first))
    assert "Note on Summary: Ai nói câu này?" in html.unescape(read_words(first))


def test_notes_are_not_kept_if_nothing_is_imported(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    data = export(story).data.decode().replace("이야기.", "새 이야기.")
    data = data.replace('<note from="desk">Summary', '<note>Ai nói?</note><note from="desk">Summary')
    edit(korean, desk.reviewer, summary="다른 글.")

    shown = upload(sign_in(desk.translator), data.encode())

    assert shown.status_code == 409
    assert not SegmentComment.objects.exists()


def test_states_and_lost_facts_are_said_on_import(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    data = export(story).data.decode()
    data = data.replace("<target>이야기.", '<target state="needs-translation">새 이야기.')
    data = data.replace("<target>메모.", '<target state="needs-review-translation">새 메모.')
    data = data.replace('전화: <ph id="2">[[hotline]]</ph>.', "전화: .")

    words = html.unescape(read_words(upload(sign_in(desk.translator), data.encode())))

    assert "Marked in the file as unfinished, and not imported: Summary" in words
    assert "Marked in the file as not yet reviewed:" in words
    assert "the fact [[hotline]] of the source isn't in the file's text" in words


def test_xliff_2_is_exported_and_imported(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    translator = sign_in(desk.translator)

    exported = translator.post(
        reverse(EXPORT), {"file_format": "xliff", "languages": ["ko"], "items": [str(story.translation_key)]}
    )
    imported = upload(translator, exported.content.decode().replace("이야기.", "새 이야기.").encode(), name="a.xlf")

    assert exported["Content-Disposition"].endswith('.ko.xliff"')
    assert imported.status_code == 200 and read_draft(korean)["summary"] == "새 이야기."
