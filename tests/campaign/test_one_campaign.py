"""An installation runs one campaign, that of its folder."""

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cms.campaign.loading import AnotherCampaign, load_campaign
from cms.campaign.models import Campaign, Topic
from cms.facts.models import ContactChannel
from cms.installation.failures import SetUpFailed
from cms.installation.steps import set_up_campaign
from cms.users.roles import Role
from tests.approvals.factories import make_person
from translations.campaign.reading import get_folder

pytestmark = pytest.mark.django_db


def test_second_campaign_is_refused_in_a_plain_sentence_and_by_the_database() -> None:
    load_campaign()

    with pytest.raises(ValidationError, match="An installation runs one campaign"):
        Campaign(key="other", name="Other", short_name="Other").full_clean()
    for fields in ({}, {"id": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.create(key="other", name="Other", short_name="Other", **fields)


def test_nobody_is_offered_a_second_campaign() -> None:
    load_campaign()
    client = Client()
    client.force_login(make_person(Role.EDITOR), backend="cms.users.backends.UserBackend")

    listed = client.get(reverse("wagtailsnippets_campaign_campaign:list"))

    assert listed.status_code == 200
    assert reverse("wagtailsnippets_campaign_campaign:add") not in listed.content.decode()
    assert client.get(reverse("wagtailsnippets_campaign_campaign:add")).status_code == 302


def test_folder_of_another_campaign_is_not_loaded_over_the_present_one() -> None:
    load_campaign()
    other = replace(get_folder(), key="flood-archive", tables={**get_folder().tables, "topic": ()})

    with pytest.raises(AnotherCampaign, match=re.escape("holds the campaign “nho-nguon”")):
        load_campaign(folder=other)

    assert Campaign.objects.get().key == "nho-nguon" and Topic.objects.count() == 6


def test_set_up_says_why_it_loads_nothing() -> None:
    load_campaign()
    Campaign.objects.update(key="flood-archive")

    with pytest.raises(SetUpFailed, match="Set CAMPAIGN_DIR to the folder of “flood-archive”"):
        set_up_campaign(is_demonstration=False)


def test_contact_of_the_folder_is_a_placeholder_that_nobody_verified() -> None:
    load_campaign()
    load_campaign()

    contact = ContactChannel.objects.get()
    assert contact.is_placeholder and contact.verified_by is None and contact.name_en.startswith("1900.XXXX")
