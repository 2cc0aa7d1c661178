"""The admin of accounts: Wagtail's own, with what ``administration.py`` allows, and every change of roles on record."""

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
    """Shows roles that the signed-in person may not give as they are, and takes no change of them."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> ModelForm:
        form: ModelForm = super().get_form(*args, **kwargs)  # type: ignore[misc]  # the view's
        actor: Any = self.request.user
        person = form.instance if form.instance.pk else None
        if "is_superuser" in form.fields:
            form.fields["is_superuser"].disabled = not may_make_superusers(actor=actor)
        form.fields["groups"].disabled = not may_give_roles(actor=actor, person=person)
        return form

    def save_instance(self) -> User:
        before = _get_roles(self.form.instance)  # type: ignore[attr-defined]  # the view's
        person: User = super().save_instance()  # type: ignore[misc]  # the view's
        after = _get_roles(person)
        if before != after:
            data = {"given": sorted(after - before), "taken": sorted(before - after)}
            log(instance=person, action=ROLES_CHANGED, user=self.request.user, data=data)
        return person


def _get_roles(person: User) -> set[str]:
    return set(Group.objects.filter(user=person).values_list("name", flat=True)) if person.pk else set()


class AccountCreateView(_AccountFormMixin, CreateView):
    required_capabilities = (Capability.MANAGE_USERS,)


class AccountEditView(_AccountFormMixin, EditView):
    required_capabilities = (Capability.MANAGE_USERS,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Any = request.user
        if not may_administer(actor=actor, person=self.object):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class AccountViewSet(UserViewSet):
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    copy_view_enabled = False
