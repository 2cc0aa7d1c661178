"""Factories with traits for models that tests of several apps use."""

from datetime import UTC, datetime, timedelta

import factory

from cms.facts.models import ChannelKind, ContactChannel, Fact, FactKind, FactVersion, VersionState
from cms.users.models import User

LONG_AGO = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)

# --- users ---


class UserFactory(factory.django.DjangoModelFactory):
    """A user whose password is "right horse battery"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}")
    password = factory.django.Password("right horse battery")

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)


# --- facts ---


class FactFactory(factory.django.DjangoModelFactory):
    """A telephone number without a value; ``value=…`` gives it an approved one."""

    class Meta:
        model = Fact
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"fact-{number}")
    kind = FactKind.PHONE
    label = factory.LazyAttribute(lambda fact: f"Fact {fact.key}")

    @factory.post_generation
    def value(fact, create, value, **kwargs):  # factory_boy passes the created object
        if value is not None:
            FactVersion.objects.create(
                fact=fact,
                value=value,
                state=VersionState.APPROVED,
                source="V.1.c",
                proposed_by=UserFactory(),
                proposed_at=LONG_AGO,
                decided_by=UserFactory(),
                decided_at=LONG_AGO,
            )


class ContactChannelFactory(factory.django.DjangoModelFactory):
    """An unverified hotline; ``verified=True`` makes it publishable, ``facts=[…]`` are its numbers."""

    class Meta:
        model = ContactChannel
        skip_postgeneration_save = True

    class Params:
        verified = factory.Trait(
            verified_by=factory.SubFactory(UserFactory),
            verified_on=LONG_AGO.date(),
            verified_until=LONG_AGO.date() + timedelta(days=3650),
            verification_note="called",
        )

    kind = ChannelKind.HOTLINE
    name = factory.Sequence(lambda number: f"Hotline {number}")

    @factory.post_generation
    def facts(channel, create, facts, **kwargs):  # factory_boy passes the created object
        channel.facts.set(facts or [])
