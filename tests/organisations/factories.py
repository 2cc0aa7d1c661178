import factory

from outreach.organisations.models import Membership, Organisation, OrganisationKind
from tests.factories import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.MISSION
    name = factory.Sequence(lambda number: f"Mission {number}")
    country = "KR"
    languages = factory.LazyFunction(lambda: ["ko", "vi"])


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
