"""A recall reaches every file by what it was made of: item, language, edition, poster, picture, film or fact."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.kits.editions import get_exclusions
from outreach.kits.exclusions import ExclusionReason, ItemPart
from outreach.kits.models import FileRole, KitEdition
from outreach.kits.outgoing import find_withheld
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from outreach.posters.models import PosterState
from outreach.posters.requests import PosterRequestRefused, request_posters
from outreach.recalls.answers import confirm_removal
from outreach.recalls.models import Recall
from tests.approvals.factories import accept, hand_in, make_person
from tests.availability.world import World, change_fact, make_world
from tests.rows import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def find_recalled(edition: KitEdition) -> set[str]:
    """Return the recalled files of the edition as role and language."""
    withheld = find_withheld([edition], at=timezone.now())[edition.pk]
    return {
        f"{entry.file.role} {entry.file.language}" for entry in withheld if entry.file and entry.reason == "recalled"
    }


def fetch(world: World, *, role: str, language: str) -> None:
    file = world.edition.files.filter(role=role, language=language).first()
    answer = world.partner.get(reverse("portal:file", args=[world.edition.key, file.pk]))
    assert len(b"".join(answer.streaming_content)) == file.size


def write_words(language: str) -> set[str]:
    """The files that are made of a text alone."""
    return {f"{role} {language}" for role in ("text", "short_texts", "script", "share_card", "credits")}


def test_each_film_is_filed_under_the_language_of_its_sound(world: World) -> None:
    masters = {file.language: file for file in world.edition.files.filter(role=FileRole.MASTER)}

    assert {code: file.sha256 for code, file in masters.items()} == {
        code: master.sha256 for code, master in world.masters.items()
    }
    assert HeldItem.objects.filter(language="ko", sha256=masters["ko"].sha256).exists()


def test_recall_of_one_language_reaches_the_film_with_its_sound_and_who_holds_only_that(world: World) -> None:
    fetch(world, role="master", language="ko")

    world.recall(kind="film", key=world.key, language="ko")

    assert find_recalled(world.edition) == {
        *write_words("ko"), "subtitles ko", "poster ko", "image ko", "document ko", "master ko"
    }  # fmt: skip
    run_pending_jobs()
    assert [row.organisation for row in Recall.objects.get().recipients.all()] == [world.organisation]


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (lambda world: {"source": f"poster:{world.poster.key}"}, {"poster ko"}),
        (lambda world: {"source": f"image:{world.image.pk}"}, {"image vi", "image ko"}),
        (lambda world: {"source": f"document:{world.document.pk}"}, {"document vi", "document ko"}),
        (lambda world: {"source": f"master:{world.masters['vi'].pk}"}, {"master vi"}),
        (
            lambda world: {"fact_key": "hotline", "fact_version": 10**6},
            {*write_words("vi"), *write_words("ko"), "subtitles vi", "subtitles ko", "poster ko"},
        ),
    ],
    ids=["poster", "picture", "document", "film", "fact"],
)
def test_recall_of_a_part_reaches_that_part_and_its_holders(world: World, target: Any, reached: set[str]) -> None:
    for role in FileRole:
        fetch(world, role=role, language="ko")
    fetch(world, role="master", language="vi")

    world.recall(**target(world))

    assert find_recalled(world.edition) == reached
    run_pending_jobs()
    recipient = Recall.objects.get().recipients.get()
    text = HeldItem.objects.get(language="ko", revision__gt="")
    is_whole = "text ko" in reached
    assert (text.recalled_at is not None) == is_whole
    confirm_removal(recipient=recipient, evidence="Đã gỡ", by=world.member, at=timezone.now())
    text.refresh_from_db()
    assert (text.removed_at is not None) == is_whole
    assert LedgerEvent.objects.filter(action=Action.REMOVED).exists()
    assert verify().is_intact


def test_recall_of_an_edition_reaches_its_files_and_no_other_edition(world: World) -> None:
    world.recall(edition_key=str(world.edition.key))

    assert len(find_recalled(world.edition)) == len({(f.role, f.language) for f in world.edition.files.all()})
    assert find_recalled(world.build()) == set()


def test_recalled_text_enters_an_edition_again_only_after_a_second_person_approved_it(world: World) -> None:
    world.recall(kind="film", key=world.key, language="ko")

    excluded = {(part.part, part.language): part.reason for part in get_exclusions(world.build())}
    assert excluded[ItemPart.TEXT, "ko"] == excluded[ItemPart.FILM, "ko"] == ExclusionReason.RECALLED
    assert (ItemPart.TEXT, "vi") not in excluded

    world.site.withdraw(world.korean)
    writer = make_person(Role.TRANSLATOR, "ko")
    world.korean.refresh_from_db()
    world.korean.save_revision(user=writer)
    accept(hand_in(world.korean, writer), make_person(Role.REVIEWER, "ko"))

    excluded = {(part.part, part.language): part.reason for part in get_exclusions(world.build())}
    # The poster was withdrawn with the recall and isn't the new text's: it must be made again. So must the film: a new
    # text doesn't make another film of it.
    assert {part for part, language in excluded if language == "ko"} == {ItemPart.POSTER, ItemPart.FILM}


def test_recall_of_a_value_ends_with_the_approval_of_another(world: World) -> None:
    world.recall(fact_key="hotline", fact_version=get_version(world))
    assert "text" not in {file.role for file in world.build().files.all()}

    change_fact(world)

    assert "text" in {file.role for file in world.build().files.all()}


def get_version(world: World) -> int:
    return int(world.poster.facts["hotline"])


def test_recalled_poster_is_withdrawn_by_the_job(world: World) -> None:
    world.recall(source=f"poster:{world.poster.key}")
    run_pending_jobs()

    world.poster.refresh_from_db()
    assert world.poster.state == PosterState.WITHDRAWN


def test_no_poster_is_made_of_a_recalled_text(world: World) -> None:
    world.recall(kind="film", key=world.key, language="ko")
    asked = {"kind": "film", "key": world.key, "format_codes": ["print-a3"], "placement": "Hall"}

    with pytest.raises(PosterRequestRefused, match=r"No poster was made in 한국어\. Reason: It was recalled\."):
        request_posters(
            **asked,
            languages=["vi", "ko"],
            organisation_key=world.organisation.key,
            by=make_person(Role.OUTREACH_OFFICER),
            at=timezone.now(),
        )


def test_form_shows_beforehand_every_file_holder_screen_and_code(world: World) -> None:
    fetch(world, role="text", language="ko")
    officer = world.officer
    empty = officer.get(reverse("outreach_new_recall")).content.decode()
    for value in (f"source:poster:{world.poster.key}", f"source:image:{world.image.pk}", "fact:hotline"):
        assert f'value="{value}"' in empty
    assert "data-reach" not in empty

    page = officer.get(reverse("outreach_new_recall"), {"item": f"film:{world.key}:ko"}).content.decode()

    for kind in ("file", "poster", "screen", "code"):
        assert f'data-reached="{kind}"' in page
    assert world.link.code in page and "Screen “Lift”" in page and "films/01/ko-" in page
    assert "films/01/vi-" not in page
    holders = page.partition("data-holders>")[2].partition("</ul>")[0]
    assert world.organisation.name in holders
    assert not Recall.objects.exists()
