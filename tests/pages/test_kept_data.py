"""The public page of what is kept names every field about a person, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils.translation import override

from cms.pages.kept_data import KEPT_DATA
from cms.users.models import User
from translations.languages import CODES

# A relation to an account is personal, and so is every field of these, whatever its name.
WHOLLY_PERSONAL = {"users.User", "links.Scan"}
PERSONAL_NAME = re.compile(
    r"(?:^|_)(?:by_key|author_keys|email|username|user_agent|ip_address|session_data|session_hash|phone|telephone"
    r"|birth\w*|witness\w*|consent|rights_holder|credits?)$"
)
OF_OTHERS = {"credentials"}


def list_personal_fields(model: type[models.Model]) -> Iterator[str]:
    """Yield the names of the model's fields that are about a person."""
    for field in model._meta.get_fields(include_parents=False):
        if not getattr(field, "concrete", False) or getattr(field, "many_to_many", False):
            continue
        wholly = model._meta.label in WHOLLY_PERSONAL
        if wholly or field.related_model is User or PERSONAL_NAME.search(re.sub(r"_[a-z]{2}(_hans)?$", "", field.name)):
            yield f"{model._meta.label}.{field.name}"


def find_unlisted(fields: Iterator[str] | list[str]) -> list[str]:
    patterns = [pattern for row in KEPT_DATA for pattern in row.fields]
    return [field for field in fields if not any(fnmatch(field, pattern) for pattern in patterns)]


def test_every_field_about_a_person_is_on_the_public_page() -> None:
    every: list[type[Any]] = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]

    assert [name for model in every for name in find_unlisted(list_personal_fields(model))] == []


def test_a_new_personal_field_is_found() -> None:
    class Witness(models.Model):
        telephone = models.CharField(max_length=20)
        heard_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "parrots"

    try:
        assert find_unlisted(list_personal_fields(Witness)) == ["parrots.Witness.telephone", "parrots.Witness.heard_by"]
    finally:
        del apps.all_models["parrots"]
        apps.clear_cache()


def test_no_row_names_a_field_that_is_gone() -> None:
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
    ]

    patterns = [pattern for row in KEPT_DATA for pattern in row.fields]
    assert [pattern for pattern in patterns if not any(fnmatch(field, pattern) for field in fields)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_the_page_is_complete_in_every_language(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/kept-data/")
    page = BeautifulSoup(answer.content, "html.parser").get_text()

    assert answer.status_code == 200
    with override(language):
        assert [str(row.what) for row in KEPT_DATA if str(row.what) not in page] == []
    with override("en"):
        assert (str(KEPT_DATA[0].what) in page) == (language == "en")
