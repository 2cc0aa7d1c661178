import pytest
from django.contrib.auth.models import AnonymousUser, Group

from cms.users.groups import ensure_groups
from cms.users.models import User
from cms.users.roles import CAPABILITIES, Capability, Role, may, may_role
from translations.languages import TARGETS

pytestmark = pytest.mark.django_db


def person(*groups: str) -> User:
    user = User.objects.create_user("person")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def test_setting_up_twice_changes_nothing(empty_site: None) -> None:
    ensure_groups()
    before = list(Group.objects.order_by("name").values_list("name", "permissions"))

    ensure_groups()

    assert list(Group.objects.order_by("name").values_list("name", "permissions")) == before
    assert len({name for name, _ in before}) == len(Role) - 2 + 2 * len(TARGETS)


def test_every_capability_is_in_the_table() -> None:
    assert set(CAPABILITIES) == set(Capability)


def test_a_korean_reviewer_reviews_korean_and_nothing_else() -> None:
    reviewer = person("reviewer-ko")

    assert may(reviewer, Capability.REVIEW, language="ko")
    assert not may(reviewer, Capability.REVIEW, language="lo")
    assert not may(reviewer, Capability.PUBLISH_SOURCE)


def test_anonymous_and_inactive_users_have_no_capability() -> None:
    dismissed = person("publisher")
    dismissed.is_active = False

    assert not any(may(AnonymousUser(), capability) for capability in Capability)
    assert not any(may(dismissed, capability) for capability in Capability)


def test_partners_and_operators_may_not_use_the_admin() -> None:
    assert not may_role(Role.PARTNER, Capability.USE_ADMIN)
    assert not may_role(Role.OPERATOR, Capability.USE_ADMIN)
