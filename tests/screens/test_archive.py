"""The ZIP of a screen, and the sheet for testing its codes."""

import io
import re
import zipfile
from datetime import timedelta

import pikepdf
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.users.roles import Role
from outreach.ledger.models import LedgerEvent
from outreach.screens.models import ScreenAssignment
from outreach.screens.scan_test import write_scan_test
from outreach.screens.schedule import get_schedule
from tests.approvals.factories import make_person
from tests.organisations.factories import MembershipFactory
from tests.screens.factories import assign, make_file
from translations.languages import CODES


@pytest.fixture
def operator(client, installation):
    person = make_person(Role.OPERATOR, interface_language="en")
    MembershipFactory(user=person, organisation=installation.operator)
    client.force_login(person)
    return client


def fetch(client, screen):
    answer = client.get(reverse("portal:screen_archive", args=[screen.key]))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_zip_has_the_files_for_now_under_names_for_people_and_says_when_to_show_them(operator, installation):
    now = timezone.now()
    assign(installation.screen, make_file(installation.screen), starts_at=now + timedelta(days=1), at=now)

    archive = fetch(operator, installation.screen)

    (name,) = [name for name in archive.namelist() if name.endswith(".png")]
    assert name == f"01-vi-loi-keu-goi-{installation.file.sha256[:8]}.png"
    assert len(archive.read(name)) == installation.file.size
    assert name in archive.read("README.txt").decode()
    assert f'src="{name}"' in archive.read("playlist.smil").decode()
    event = LedgerEvent.objects.get()
    assert (event.action, event.data["file"]) == ("edition.downloaded", installation.file.sha256)
    assert ScreenAssignment.objects.get(pk=installation.assignment.pk).fetched_at


def test_a_zip_that_was_not_sent_to_its_end_is_no_fetch(operator, installation):
    answer = operator.get(reverse("portal:screen_archive", args=[installation.screen.key]))
    next(iter(answer.streaming_content))
    answer.close()

    assert not LedgerEvent.objects.exists()


def test_a_foreign_screen_has_no_zip_and_no_sheet(client, installation):
    client.force_login(make_person(Role.OPERATOR))

    for name in ("screen_archive", "scan_test"):
        assert client.get(reverse(f"portal:{name}", args=[installation.screen.key])).status_code == 404


@pytest.mark.parametrize("language", CODES)
def test_the_sheet_says_in_each_language_from_how_far_the_codes_are_read(installation, language):
    schedule = get_schedule(key=installation.screen.key, organisation_key=installation.operator.key, at=timezone.now())

    with override(language):
        pdf = write_scan_test(schedule)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    text = re.sub(r"\s+", " ", read_text(pdf))
    assert "1.2" in text and "120" in text


def test_the_practice_code_is_read_and_leads_to_no_counted_address(installation, settings):
    schedule = get_schedule(key=installation.screen.key, organisation_key=installation.operator.key, at=timezone.now())

    (found,) = read_codes(write_scan_test(schedule))

    assert found == settings.SITE_ADDRESS


def read_text(pdf):
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    return page.get_textpage().get_text_range()


def read_codes(pdf):
    import pypdfium2

    image = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]
