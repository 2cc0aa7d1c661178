import gettext

import polib
import pytest
from django.urls import reverse
from django.utils import translation

from translations import wagtail_catalogue
from translations.catalogues import compile_catalogue
from translations.wagtail_catalogue import DOMAINS, find_lacking, find_wagtail_faults, merge_wagtail_catalogues, read


def test_every_message_of_wagtail_and_django_is_translated() -> None:
    assert list(find_wagtail_faults()) == []


def test_message_added_by_an_upgrade_is_reported(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)

    faults = list(find_wagtail_faults())

    assert "wagtail, django: “Save draft” isn't translated into Vietnamese. Run `make messages`." in faults
    assert len(faults) == sum(len(find_lacking(domain)) for domain in DOMAINS)


def test_wrong_placeholder_and_obsolete_message_are_reported(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {domain: read(wagtail_catalogue.get_path(domain)) for domain in DOMAINS}
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)
    for domain, entries in kept.items():
        path = wagtail_catalogue.get_path(domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        changed = polib.POFile()
        changed.extend(entries.values())
        if domain == "django":
            entries[None, "Page '%(page_title)s' copied."].msgstr = "Đã sao chép trang."
            changed.append(polib.POEntry(msgid="No longer used", msgstr="Không còn dùng"))
        changed.save(str(path))

    assert sorted(find_wagtail_faults()) == [
        "wagtail, django, vi: “Page '%(page_title)s' copied.” has different placeholders in its translation.",
        "wagtail, django: “No longer used” is no longer used. Run `make messages`.",
    ]


def test_merging_adds_missing_messages_and_keeps_translations(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)
    path = wagtail_catalogue.get_path("django")
    path.parent.mkdir(parents=True)
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Save draft", msgstr="Lưu bản nháp"))
    old.append(polib.POEntry(msgid="Publish", msgstr="Công bố"))  # Wagtail has it, worded differently
    old.append(polib.POEntry(msgid="No longer used", msgstr="Không còn dùng"))
    old.save(str(path))

    merge_wagtail_catalogues()

    merged = read(path)
    assert merged[None, "Save draft"].msgstr == "Lưu bản nháp"
    assert merged.keys() == find_lacking("django") | {(None, "Publish")}


def test_catalogue_is_compiled_for_gettext(tmp_path) -> None:
    source = tmp_path / "django.po"
    source.write_bytes(wagtail_catalogue.get_path("django").read_bytes())

    assert compile_catalogue(source, locale="vi")
    assert not compile_catalogue(source, locale="vi")
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Unpublish") == "Gỡ"


def test_our_wording_overrides_wagtails() -> None:
    with translation.override("vi"):
        assert translation.gettext("Publish") == "Công bố"
        assert translation.ngettext("%(num)d minute", "%(num)d minutes", 6) == "%(num)d phút"


@pytest.mark.django_db
def test_scripts_of_the_admin_are_in_vietnamese(admin_client) -> None:
    with translation.override("vi"):
        response = admin_client.get(reverse("wagtailadmin_javascript_catalog"), headers={"accept-language": "vi"})

    assert '"Insert a block": "Ch\\u00e8n kh\\u1ed1i"' in response.content.decode()
