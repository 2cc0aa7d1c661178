import gettext

import polib
import pytest
from django.urls import reverse
from django.utils import translation

from translations import wagtail_catalogue
from translations.catalogues import compile_catalogue
from translations.wagtail_catalogue import DOMAINS, find_lacking, find_supplement_faults, merge_supplement, read


def test_no_message_of_wagtail_or_django_is_met_in_english() -> None:
    assert list(find_supplement_faults()) == []


def test_a_message_that_an_upgrade_brings_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)

    faults = list(find_supplement_faults())

    assert "supplement, django: “Save draft” has no Vietnamese; run `make messages`." in faults
    assert len(faults) == sum(len(find_lacking(domain)) for domain in DOMAINS)


def test_a_broken_placeholder_and_a_left_over_are_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {domain: read(wagtail_catalogue.supplement_path(domain)) for domain in DOMAINS}
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)
    for domain, entries in kept.items():
        path = wagtail_catalogue.supplement_path(domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        changed = polib.POFile()
        changed.extend(entries.values())
        if domain == "django":
            entries[None, "Page '%(page_title)s' copied."].msgstr = "Đã sao chép trang."
            changed.append(polib.POEntry(msgid="Said no more", msgstr="Không còn dùng"))
        changed.save(str(path))

    assert sorted(find_supplement_faults()) == [
        "supplement, django, vi: “Page '%(page_title)s' copied.” has other placeholders in its translation.",
        "supplement, django: “Said no more” is no longer used; run `make messages`.",
    ]


def test_merging_brings_in_what_is_lacking_and_keeps_translations(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wagtail_catalogue, "FOLDER", tmp_path)
    path = wagtail_catalogue.supplement_path("django")
    path.parent.mkdir(parents=True)
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Save draft", msgstr="Lưu bản nháp"))
    old.append(polib.POEntry(msgid="Publish", msgstr="Công bố"))  # Wagtail has it, in other words
    old.append(polib.POEntry(msgid="Said no more", msgstr="Không còn dùng"))
    old.save(str(path))

    merge_supplement()

    merged = read(path)
    assert merged[None, "Save draft"].msgstr == "Lưu bản nháp"
    assert merged.keys() == find_lacking("django") | {(None, "Publish")}


def test_the_supplement_is_compiled_for_gettext(tmp_path) -> None:
    source = tmp_path / "django.po"
    source.write_bytes(wagtail_catalogue.supplement_path("django").read_bytes())

    assert compile_catalogue(source, locale="vi")
    assert not compile_catalogue(source, locale="vi")
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Unpublish") == "Gỡ"


def test_our_wording_goes_before_wagtails() -> None:
    with translation.override("vi"):
        assert translation.gettext("Publish") == "Công bố"
        assert translation.ngettext("%(num)d minute", "%(num)d minutes", 6) == "%(num)d phút"


@pytest.mark.django_db
def test_the_scripts_of_the_admin_speak_vietnamese(admin_client) -> None:
    with translation.override("vi"):
        answer = admin_client.get(reverse("wagtailadmin_javascript_catalog"), headers={"accept-language": "vi"})

    assert '"Insert a block": "Ch\\u00e8n kh\\u1ed1i"' in answer.content.decode()
