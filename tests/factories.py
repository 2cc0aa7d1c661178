"""Factories with traits, one home for all rooms; a room's own go below its heading."""

import factory

from cms.users.models import User

# --- users ---


class UserFactory(factory.django.DjangoModelFactory):
    """A person who can sign in with the password "right horse battery"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}")
    password = factory.django.Password("right horse battery")

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)
