"""Reports of use in the portal: each kind with what it needs, a photograph as evidence, and many by a table."""

from __future__ import annotations

import csv
import re
from copy import deepcopy
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from outreach.holdings.models import HeldItem, UseKind, UseReport
from outreach.holdings.use_reports import Use, report_use
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from tests.approvals.factories import make_desk
from tests.portal.test_portal import make_portal
from tests.rows import made_once

pytestmark = pytest.mark.django_db
GPS = 0x8825


def make_in_english() -> dict[str, Any]:
    with translation.override("en"):
        return make_portal(make_desk())


untouched = made_once(make_in_english)


@pytest.fixture
def world(untouched: dict[str, Any], db: None) -> dict[str, Any]:
    return deepcopy(untouched)


def take_photo() -> bytes:
    """Return a photograph of a telephone: lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (2400, 1200), "#884422")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(GPS)[2] = (37.0, 33.0, 58.0)
    buffer = BytesIO()
    image.save(buffer, format="JPEG", exif=exif)
    return buffer.getvalue()


def get_address(name: str, world: dict[str, Any]) -> str:
    with translation.override("en"):
        return reverse(f"portal:{name}", args=[world["edition"].key])


def test_each_kind_of_use_asks_for_what_it_needs_and_no_more(world: dict[str, Any]) -> None:
    address, seoul = get_address("report", world), world["seoul"]
    typed = {
        UseKind.SHOWN: {"place": "Lobby", "starts_on": "2026-11-01", "ends_on": "2026-11-03"},
        UseKind.AIRED: {"place": "VTV4", "starts_on": "2026-11-02", "air_time": "20:05"},
        UseKind.PRINTED: {"place": "Pagoda", "starts_on": "2026-11-03", "copies": "300"},
        UseKind.EVENT: {"place": "Culture hall", "starts_on": "2026-11-04", "audience": "80"},
        UseKind.POST: {"address": "https://example.org/post/1", "starts_on": "2026-11-05"},
    }
    needed = {kind: set(values) - {"ends_on"} for kind, values in typed.items()}

    for kind, values in typed.items():
        page = seoul.get(address, {"kind": kind})
        empty = seoul.post(f"{address}?kind={kind}", {"item": ""})
        sent = seoul.post(f"{address}?kind={kind}", values)

        assert set(empty.context["form"].errors) == needed[kind], kind
        assert sent.status_code == 302, sent.context["form"].errors
        chosen = re.findall(r'<a class="chip" href="\?kind=(\w+)" aria-current="true">', page.content.decode())
        assert chosen == [kind]
    reports = {report.use_kind: report for report in UseReport.objects.all()}
    assert str(reports[UseKind.AIRED].air_time) == "20:05:00"
    assert reports[UseKind.PRINTED].copies == 300
    assert reports[UseKind.POST].place == "example.org"
    assert set(seoul.get(address, {"kind": "nonsense"}).context["form"].fields) >= {"place", "ends_on"}
    with pytest.raises(ValidationError, match="air_time"):
        report_use(
            organisation=world["edition"].organisation,
            use=Use(place="VTV4", starts_on=timezone.localdate(), edition_key="x", use_kind=UseKind.AIRED),
            by=world["officer"],
            at=timezone.now(),
        )
    assert not list(inspect_ledger(at=timezone.now()).findings)


def test_a_photograph_is_kept_upright_without_its_place_and_only_for_its_organisation(world: dict[str, Any]) -> None:
    seoul = world["seoul"]
    typed = {"place": "Lobby", "starts_on": "2026-11-01"}
    photo = SimpleUploadedFile("IMG_1.jpg", take_photo(), content_type="image/jpeg")

    seoul.post(get_address("report", world), {**typed, "photo": photo})
    refused = seoul.post(get_address("report", world), {**typed, "photo": SimpleUploadedFile("a.jpg", b"<svg>")})

    report = UseReport.objects.get()
    with translation.override("en"):
        address = reverse("portal:report_photo", args=[report.pk])
        correction = reverse("portal:correct_report", args=[report.pk])
    shown = seoul.get(address)
    with Image.open(BytesIO(b"".join(shown.streaming_content))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (800, 1600))
        assert not kept.getexif().get_ifd(GPS) and not kept.getexif()
    assert world["canberra"].get(address).status_code == 404
    assert list(refused.context["form"].errors) == ["photo"]
    assert address in seoul.get(correction).content.decode()
    seoul.post(correction, {**typed, "audience": "12"})
    corrected = UseReport.objects.current().get()
    assert (corrected.audience, corrected.photo_sha256) == (12, report.photo_sha256)
    assert not list(inspect_ledger(at=timezone.now()).findings)
    world["officer"].is_superuser = False
    UseReport.objects.filter(pk=report.pk).update(photo_sha256="")
    assert len(list(inspect_ledger(at=timezone.now()).findings)) == 1


def fill_in(template: str, *rows: dict[str, str], delimiter: str = ",") -> str:
    """Return the template with these rows filled in, those of the same number one below the other."""
    reader = csv.DictReader(StringIO(template.removeprefix("\ufeff")))
    blank = {row["number"]: row for row in reader}
    written = StringIO()
    writer = csv.DictWriter(written, fieldnames=list(reader.fieldnames or ()), delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        writer.writerow({**blank.get(row["number"], {}), **row})
    left = {row["number"] for row in rows}
    writer.writerows(row for number, row in blank.items() if number not in left)
    return written.getvalue()


def test_many_reports_are_looked_at_first_then_saved_once_however_often_they_are_sent(world: dict[str, Any]) -> None:
    seoul, address = world["seoul"], get_address("report_many", world)
    template = seoul.get(get_address("table_template", world)).content.decode()
    item = HeldItem.objects.get(language="ko")
    rows = (
        {"number": "0", "place": "Lobby", "starts_on": "1/11/2026"},
        {"number": str(item.pk), "kind": "aired", "place": "KBS", "starts_on": "2026.11.02", "air_time": "20:05"},
        {"number": str(item.pk), "kind": "printed", "place": "Pagoda", "starts_on": "2026-11-03", "copies": "300"},
    )
    text = fill_in(template, *rows, delimiter=";")

    looked = seoul.post(address, {"file": SimpleUploadedFile("a.csv", text.encode("utf-16"))})
    read = looked.context["table"].text
    assert not UseReport.objects.exists()
    for _each in range(2):
        saved = seoul.post(address, {"table": read, "save": "1"})

    assert item.title in template
    assert len(looked.context["table"].rows) == 3 and "Pagoda" in looked.content.decode()
    assert saved.status_code == 302
    assert UseReport.objects.count() == 3 == LedgerEvent.objects.filter(action="item.used").count()
    assert set(UseReport.objects.exclude(key="").values_list("key", "language")) == {(item.key, "ko")}


def test_a_table_with_errors_names_each_by_its_row_and_saves_nothing(world: dict[str, Any]) -> None:
    seoul, address = world["seoul"], get_address("report_many", world)
    template = seoul.get(get_address("table_template", world)).content.decode()
    rows = (
        {"number": "0", "place": "Lobby", "starts_on": "2026-11-01"},
        {"number": "0", "place": "Lobby", "starts_on": "soon"},
        {"number": "999999", "place": "Lobby", "starts_on": "2026-11-01"},
        {"number": "0", "kind": "sung", "place": "Lobby", "starts_on": "2026-11-01"},
        {"number": "0", "kind": "aired", "place": "KBS", "starts_on": "2026-11-01"},
        {"number": "0", "place": "Lobby", "starts_on": "2099-01-01"},
    )
    text = fill_in(template, *rows)

    answer = seoul.post(address, {"table": text, "save": "1"})
    others = [
        seoul.post(address, {"file": SimpleUploadedFile("a.csv", content)})
        for content in (b"\x89PNG\r\n\x1a\n\xff", b"a,b\n1,2\n", fill_in(template).encode(), b"x" * 600_000)
    ]

    found = [(fault.row, fault.column) for fault in answer.context["table"].faults]
    assert found == [(3, "starts_on"), (4, "number"), (5, "kind"), (6, "air_time"), (7, "starts_on")]
    assert 'data-fault="7"' in answer.content.decode()
    assert [(other.status_code, bool(other.context["refusal"])) for other in others] == [(400, True)] * 4
    assert world["canberra"].post(address, {"table": text}).status_code == 404
    assert not UseReport.objects.exists()
