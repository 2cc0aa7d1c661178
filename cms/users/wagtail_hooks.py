"""Hooks of the account admin: rules for bulk actions, and the entries of an account's history."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.users.administration import may_administer, may_give_roles
from cms.users.mfa import AUTHENTICATORS_RESET
from cms.users.models import User
from cms.users.sign_ins import AUTHENTICATOR_ADDED, AUTHENTICATOR_REMOVED, SIGN_IN_FAILED, SIGNED_IN
from cms.users.viewsets import ROLES_CHANGED


@hooks.register("before_bulk_action")
def guard_accounts(request: HttpRequest, action_type: str, objects: Iterable[Model], action: Any) -> None:
    """Apply the rules of account administration to bulk actions."""
    by: Any = request.user
    for user in objects:
        if not isinstance(user, User):
            continue
        if not may_administer(by=by, user=user) or not may_give_roles(by=by, user=user):
            raise PermissionDenied


@hooks.register("register_log_actions")
def register_account_actions(actions: Any) -> None:
    actions.register_action(ROLES_CHANGED, _("Roles changed"), _("Roles changed"))
    actions.register_action(SIGNED_IN, _("Signed in"), _("Signed in"))
    actions.register_action(
        AUTHENTICATORS_RESET, _("Two-factor authentication reset"), _("Two-factor authentication reset")
    )
    added, removed = _("Two-factor authentication set up"), _("Two-factor authentication removed")
    actions.register_action(AUTHENTICATOR_ADDED, added, added)
    actions.register_action(AUTHENTICATOR_REMOVED, removed, removed)
    actions.register_action(SIGN_IN_FAILED, _("Sign-in failed"), _("Sign-in failed"))


@hooks.register("register_user_listing_buttons")
def add_reset_button(user: User, request_user: User) -> Iterator[Button]:
    """Offer the reset of lost authenticators in the list of accounts."""
    if user != request_user and may_administer(by=request_user, user=user):
        address = reverse("reset_authenticators", args=[user.pk])
        yield Button(_("Reset two-factor authentication"), address, icon_name="lock", priority=40)
