"""Subtitles of a film in a kit: the cues of the approved WebVTT, and the same cues as SubRip."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cms.films.models import FilmPage
from outreach.kits.plan import EditionRecipient, ItemKey, make_plan
from tests.approvals.factories import Desk, accept, hand_in, make_source

CUE = "1\n00:00:01.000 --> 00:00:02.500 align:start\n<v A>Phim &amp; lời\n&copy; 2020 &hellip;\n"
TRACK = f"WEBVTT by someone\n\nNOTE for the translator\n\n{CUE}"


@pytest.mark.django_db
def test_kit_has_the_cues_without_notes_and_as_srt_with_the_characters_that_entities_name(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles=TRACK)
    accept(hand_in(film, desk.editor), desk.publisher)
    recipient = EditionRecipient(key=uuid4(), languages=("vi",), territory=("VN",))

    plan = make_plan(items=[ItemKey("film", str(film.translation_key))], recipient=recipient, at=timezone.now())

    written = {}
    for planned in plan.files:
        with planned.open() as file:
            written[planned.path.rpartition(".")[2]] = file.read().decode()
    assert written["vtt"] == f"WEBVTT\n\n{CUE}"
    assert written["srt"] == "1\n00:00:01,000 --> 00:00:02,500\nPhim & lời\n© 2020 …\n"
