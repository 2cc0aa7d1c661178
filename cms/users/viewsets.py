"""Account admin: Wagtail's own with the rules of ``administration.py``; every change of roles is logged.

Nobody types another person's password: a new account has none until its owner chooses one by the link in a mail.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseBase
from wagtail.log_actions import log
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from cms.users.account_forms import AccountEditForm, AccountForm
from cms.users.administration import may_administer, may_give_roles, may_make_superusers
from cms.users.models import User
from cms.users.roles import Capability
from cms.users.tasks import mail_welcome

ROLES_CHANGED = "users.roles"


class _AccountFormMixin:
    """Disables the fields of roles and rights that the signed-in user may not give."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> ModelForm:
        form: ModelForm = super().get_form(*args, **kwargs)  # type: ignore[misc]  # the view's
        by: Any = self.request.user
        user = form.instance if form.instance.pk else None
        if "is_superuser" in form.fields:
            form.fields["is_superuser"].disabled = not may_make_superusers(by=by)
        form.fields["groups"].disabled = not may_give_roles(by=by, user=user)
        return form

    def save_instance(self) -> User:
        before = _get_roles(self.form.instance)  # type: ignore[attr-defined]  # the view's
        user: User = super().save_instance()  # type: ignore[misc]  # the view's
        after = _get_roles(user)
        if before != after:
            data = {"given": sorted(after - before), "taken": sorted(before - after)}
            log(instance=user, action=ROLES_CHANGED, user=self.request.user, data=data)
        return user


def _get_roles(user: User) -> set[str]:
    return set(Group.objects.filter(user=user).values_list("name", flat=True)) if user.pk else set()


class AccountCreateView(_AccountFormMixin, CreateView):
    required_capabilities = (Capability.MANAGE_USERS,)

    def save_instance(self) -> User:
        user = super().save_instance()
        user.set_unusable_password()
        user.save(update_fields=["password"])
        mail_welcome.enqueue(user_id=user.pk)
        return user


class AccountEditView(_AccountFormMixin, EditView):
    required_capabilities = (Capability.MANAGE_USERS,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        by: Any = request.user
        if not may_administer(by=by, user=self.object):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class AccountViewSet(UserViewSet):
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return AccountEditForm if for_update else AccountForm
