"""The desk's two pages of exchange, as each person reaches them."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.exchange.archive import MAX_UPLOAD_BYTES
from tests.approvals.factories import Desk, make_source
from tests.exchange.test_exchange import edit, export, make_pair, read_draft
from tests.translation_desk.test_views import sign_in

OUT, IN = "desk_send_out", "desk_take_back"


def upload(client, data, *, name="a.xlf", **more):
    return client.post(reverse(IN), {"file": SimpleUploadedFile(name, data), **more})


def read_words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_a_file_is_sent_out_and_taken_back(desk: Desk) -> None:
    story, korean = make_pair(desk)
    translator = sign_in(desk.translator)
    shown = translator.get(reverse(OUT))
    assert shown.context["form"].initial["languages"] == ["ko"]

    sent = translator.post(
        reverse(OUT), {"file_format": "xlf", "languages": ["ko"], "items": [str(story.translation_key)]}
    )
    taken = upload(translator, sent.content.decode().replace("이야기.", "새 이야기.").encode())

    assert sent["Content-Disposition"].endswith(f'-{str(story.translation_key)[:8]}.ko.xlf"')
    assert taken.status_code == 200
    assert "1 text is taken." in read_words(taken)
    assert read_draft(korean)["summary"] == "새 이야기."


def test_only_texts_in_the_chosen_state_are_sent_out(desk: Desk) -> None:
    story, _korean = make_pair(desk)
    chosen = {"file_format": "po", "languages": ["ko"], "items": [str(story.translation_key)]}
    lead = sign_in(desk.lead)

    assert lead.post(reverse(OUT), {**chosen, "states": ["draft"]}).status_code == 200
    refused = lead.post(reverse(OUT), {**chosen, "states": ["missing"]})

    assert refused.status_code == 422
    assert "Choose at least one item and one language." in read_words(refused)


def test_a_conflict_is_shown_with_both_texts_and_nothing_is_taken(desk: Desk) -> None:
    story, korean = make_pair(desk)
    data = export(story).data.decode().replace("이야기.", "<b>새</b> 이야기.".replace("<", "&lt;")).encode()
    edit(korean, desk.reviewer, summary="다른 글.")
    translator = sign_in(desk.translator)

    shown = upload(translator, data)
    rest = upload(translator, data, leave_conflicts="on")

    assert (shown.status_code, rest.status_code) == (409, 200)
    assert "&lt;b&gt;새&lt;/b&gt; 이야기." in shown.content.decode() and "다른 글." in shown.content.decode()
    assert read_draft(korean)["summary"] == "다른 글."


def test_a_damaged_file_is_refused_with_its_line(desk: Desk) -> None:
    story, _korean = make_pair(desk)
    data = export(story).data

    answer = upload(sign_in(desk.translator), data[: data.index(b"</body>")])

    assert answer.status_code == 422
    assert re.search(r"Nothing was changed.*a\.xlf, line \d+:.*The file is damaged", read_words(answer))


def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    answer = upload(sign_in(desk.translator), b" " * (MAX_UPLOAD_BYTES + 1))

    assert answer.status_code == 422
    assert "The file is too large." in read_words(answer)


def test_who_only_sees_the_desk_sends_out_and_takes_nothing_back(desk: Desk) -> None:
    make_source(desk.editor)

    for person in (desk.editor, desk.publisher, desk.lead):
        assert sign_in(person).get(reverse(OUT)).status_code == 200
        assert sign_in(person).get(reverse(IN)).url == reverse("wagtailadmin_home")
        assert upload(sign_in(person), b"a").url == reverse("wagtailadmin_home")


def test_another_languages_file_is_refused_with_403(desk: Desk) -> None:
    story, _korean = make_pair(desk)

    client = sign_in(desk.translator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = upload(client, export(story, language="fr").data)

    assert answer.status_code == 403
    assert "Your role doesn't let you do this in this language." in html.unescape(read_words(answer))


def test_strangers_are_sent_to_sign_in(client, db: None) -> None:
    assert [client.get(reverse(name)).status_code for name in (OUT, IN)] == [302, 302]


@pytest.mark.parametrize("name", [OUT, IN])
def test_table_leads_to_exchange(desk: Desk, name: str) -> None:
    make_source(desk.editor)

    assert reverse(name) in sign_in(desk.translator).get(reverse("desk_table")).content.decode()
