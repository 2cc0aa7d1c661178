"""Permission policy for Wagtail's admin, based on the permission table (``roles.py``)."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.users.models import User
from cms.users.roles import CAPABILITIES, PER_LANGUAGE, Capability, Role, get_capabilities


class CapabilityPolicy(BasePermissionPolicy):
    """Maps each action of a model's admin to a capability; an action without one is refused.

    ``CapabilityPolicy(Screen, view=Capability.SEE_DESK, add=..., change=...)``
    """

    def __init__(self, model: type[Model] | str, **capabilities: Capability) -> None:
        super().__init__(model)
        self.capabilities = capabilities

    @classmethod
    def for_all(cls, model: type[Model] | str, capability: Capability) -> "CapabilityPolicy":
        return cls(model, add=capability, change=capability, delete=capability, view=capability)

    def user_has_permission(self, user: User, action: str) -> bool:
        capability = self.capabilities.get(action)
        return capability is not None and capability in get_capabilities(user)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        allowing = {self.capabilities[action] for action in actions if action in self.capabilities}
        wanted = Q(is_superuser=True)
        for role in {role for capability in allowing for role in CAPABILITIES[capability]}:
            wanted |= _members_of(role)
        return User.objects.filter(wanted, is_active=True).distinct()

    def get_all_permissions_for_user(self, user: User) -> set[Any]:
        return {action for action in self.capabilities if self.user_has_permission(user, action)}


def _members_of(role: Role) -> Q:
    return Q(groups__name__startswith=f"{role.value}-") if role in PER_LANGUAGE else Q(groups__name=role.value)
