"""Imports show each change, apply only what was shown, and change nothing a second time."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.users.roles import Role
from outreach.organisations.models import Organisation, OrganisationImport
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

IMPORTS = "outreach_organisation_imports"
HEADING = "kind,name_vi,name_ko,country,languages,territories,contact_keys\n"
TABLE = (
    HEADING
    + 'mission,Đại sứ quán mẫu tại Seoul,견본 대사관,KR,"ko, vi",KR,\n'
    + "mission,Đại sứ quán mẫu tại Bangkok,,TH,th,ASEAN,\n"
    + "mission,Nơi không có,,ZZ,th,,\n"
    + "mission,Không có trong sổ,,LA,lo,,99999\n"
    + "mission,đại sứ quán mẫu tại seoul,,KR,ko,,\n"
)


@pytest.fixture
def officer() -> Client:
    return sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))


def read(officer: Client, content: bytes | str, name: str = "missions.csv") -> str:
    """Upload the table; return the address of the page that shows what it would change."""
    data = content.encode() if isinstance(content, str) else content
    answer = officer.post(reverse(IMPORTS), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def shown(officer: Client, address: str) -> dict[int, str]:
    return {plan.number: plan.action for plan in officer.get(address).context["plans"]}


def test_a_dry_run_names_each_change_and_each_faulty_row_and_applying_it_twice_changes_nothing_more(
    officer: Client,
) -> None:
    seoul = OrganisationFactory(name_vi="Đại sứ quán mẫu tại Seoul", country="KR", languages=["ko"])
    address = read(officer, TABLE)

    assert shown(officer, address) == {2: "change", 3: "create", 4: "fault", 5: "fault", 6: "fault"}
    page = officer.get(address).content.decode()
    assert "“ZZ” isn&#x27;t a country&#x27;s code" in page and "The register has no contact 99999." in page
    assert "An earlier row is about the same organisation." in page and "<del>ko</del> → <ins>ko, vi</ins>" in page
    assert Organisation.objects.count() == 1

    officer.post(f"{address}apply/")
    seoul.refresh_from_db()
    bangkok = Organisation.objects.get(country="TH")
    assert (seoul.languages, seoul.name_ko, bangkok.territories) == (["ko", "vi"], "견본 대사관", ["ASEAN"])
    assert not Organisation.objects.filter(country__in=["ZZ", "LA"]).exists()
    (entry,) = registry.get_logs_for_instance(bangkok)
    assert entry.action == "organisations.created_by_import" and entry.data["row"] == 3

    again = officer.post(f"{address}apply/", follow=True)
    assert "was applied already" in again.content.decode()
    same = read(officer, TABLE)
    assert shown(officer, same) == {4: "fault", 5: "fault", 6: "fault"}
    assert Organisation.objects.count() == 2


def test_what_was_changed_after_the_dry_run_is_not_overwritten(officer: Client) -> None:
    seoul = OrganisationFactory(name_vi="Đại sứ quán mẫu tại Seoul", country="KR", languages=["ko"])
    address = read(officer, TABLE)
    seoul.languages = ["ko", "en"]
    seoul.save()

    answer = officer.post(f"{address}apply/", follow=True)

    assert "Nothing was applied." in answer.content.decode()
    assert Organisation.objects.get().languages == ["ko", "en"]
    assert OrganisationImport.objects.get().applied_at is None


def test_the_table_of_all_organisations_reads_back_without_a_change_and_renames_by_key(officer: Client) -> None:
    OrganisationFactory(name_vi="Một", name_km="មួយ", country="KH", languages=["km"], territories=["KH", "EU"])
    other = OrganisationFactory(name_vi="=Hai", country="KR")

    for extension in ("csv", "xlsx"):
        content = officer.get(reverse("outreach_organisation_table", args=[extension])).content
        assert shown(officer, read(officer, content, f"all.{extension}")) == {}

    rows = list(
        csv.DictReader(
            io.StringIO(
                officer.get("/admin/outreach/organisation-imports/organisations.csv").content.decode("utf-8-sig")
            )
        )
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows([{**row, "name_vi": "Ba"} if row["key"] == str(other.key) else row for row in rows])
    address = read(officer, out.getvalue())
    officer.post(f"{address}apply/")
    assert set(Organisation.objects.values_list("name_vi", flat=True)) == {"Một", "Ba"}


def test_files_that_are_no_table_are_refused_with_what_to_do(officer: Client) -> None:
    refused = {
        "a.xlsx": (b"PK nothing", "can&#x27;t be read as XLSX"),
        "b.csv": ("name_vi;nơi chốn\na;b".encode(), "Not understood: nơi chốn"),
        "c.csv": ("name_vi\nHà Nội".encode("utf-16"), "isn&#x27;t UTF-8"),
        "d.csv": (b"", "The first row must name the columns"),
        "e.csv": (b'name_vi,country\n"x,KR', "a quotation mark"),
    }
    for name, (content, text) in refused.items():
        answer = officer.post(reverse(IMPORTS), {"file": SimpleUploadedFile(name, content or b"\n")})
        assert answer.status_code == 422 and text in answer.content.decode(), (name, answer.content.decode()[:300])
    assert not OrganisationImport.objects.exists()
