"""Loading the demonstration campaign, as `make run` does."""

import stat
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.facts.models import ContactChannel
from cms.jobs.models import Job, JobState
from cms.stories.models import StoryPage
from demo import files, outreach, people
from demo.management.commands import load_demo
from outreach.kits.models import EditionState, KitEdition
from outreach.posters.models import Poster

FEW = {"story-digitising-memory", "story-archives"}
"""Items that show every status; loading the whole campaign, with posters and kits, takes most of a minute."""


@pytest.fixture
def few_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load only these items, and nothing of outreach, which needs others."""
    chosen = tuple(item for item in files.read_items() if item.name in FEW)
    monkeypatch.setattr(load_demo, "read_items", lambda: chosen)
    monkeypatch.setattr(load_demo, "load_outreach", lambda *, at: 0)


def read_all_rows() -> set[str]:
    from django.apps import apps

    models = [model for model in apps.get_models() if model._meta.managed]
    return {serializers.serialize("jsonl", [row]) for model in models for row in model._default_manager.all()}


@pytest.mark.django_db
@pytest.mark.usefixtures("few_items")
def test_loading_twice_changes_nothing() -> None:
    call_command("load_demo", verbosity=0)
    before = read_all_rows()

    call_command("load_demo", verbosity=0)

    assert read_all_rows() ^ before == set()


@pytest.mark.slow(once_in=15)
@pytest.mark.django_db
def test_whole_campaign_is_loaded_with_posters_and_kits_and_a_second_time_changes_nothing() -> None:
    call_command("load_demo", verbosity=0)
    before = read_all_rows()

    call_command("load_demo", verbosity=0)

    assert read_all_rows() ^ before == set()
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    assert Poster.objects.released().count() == Poster.objects.count() > 0
    assert KitEdition.objects.filter(state=EditionState.FINISHED).count() == len(outreach.MISSIONS)


@pytest.mark.django_db
@pytest.mark.usefixtures("few_items")
def test_loaded_items_show_every_status() -> None:
    call_command("load_demo", verbosity=0)
    changed, withdrawn = (
        StoryPage.objects.get(locale__language_code="vi", slug=slug) for slug in ("digitising-memory", "archives")
    )

    standing = Approval.objects.in_force().filter(translation_key=changed.translation_key)

    assert set(standing.values_list("language", flat=True)) == {"vi", "en", "ko", "ja", "fr", "zh-hans"}
    assert Submission.objects.get(state=SubmissionState.OPEN).language == "th"
    assert not StoryPage.objects.get(translation_key=changed.translation_key, locale__language_code="ru").live
    french = Approval.objects.get(translation_key=withdrawn.translation_key, language="fr")
    assert french.withdrawn_at
    assert not StoryPage.objects.get(translation_key=withdrawn.translation_key, locale__language_code="fr").live
    source = standing.filter(language="vi").order_by("-approved_at", "-pk")[0]
    outdated = [row.language for row in standing if row.source_digest not in ("", source.digest)]
    assert outdated == ["fr"]


@pytest.mark.django_db
@pytest.mark.usefixtures("few_items")
def test_placeholder_of_the_plan_is_loaded_but_never_verified() -> None:
    call_command("load_demo", verbosity=0)

    placeholder = ContactChannel.objects.get(is_placeholder=True)
    hotline = ContactChannel.objects.get(facts__key="hotline")

    assert placeholder.verified_by is None
    assert hotline.verification_note == "demonstration, V.1.c"


@pytest.mark.django_db
@pytest.mark.usefixtures("few_items")
def test_sign_ins_of_a_demonstration_that_was_not_loaded_are_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="The demonstration isn't loaded yet"):
        call_command("load_demo", "--signins")


@pytest.mark.django_db
@pytest.mark.usefixtures("few_items")
def test_sign_ins_are_created_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    call_command("load_demo", verbosity=0)
    path = tmp_path / "signins.txt"

    table = people.get_sign_ins(path)

    assert people.get_sign_ins(path) == table
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for person in people.SIGN_INS:
        password = next(line.split()[1] for line in table.splitlines() if line.startswith(f"{person.username} "))
        assert people.get_person(person.username).check_password(password)
