"""Account admin: Wagtail's own with the rules of ``administration.py``; every change of roles is logged."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseBase
from wagtail.log_actions import log
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from cms.users.administration import may_administer, may_give_roles, may_make_superusers
from cms.users.models import User
from cms.users.roles import Capability

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
