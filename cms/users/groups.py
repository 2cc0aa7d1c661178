"""Groups of the roles, created from the permission table."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from cms.users.roles import DESK, PER_LANGUAGE, Capability, Role, group_name, may_role
from translations.languages import CODES, SOURCE

_LIBRARY = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
"""Wagtail checks the permissions of its own models, even where a custom model replaces them."""

WAGTAILS_OWN_GROUPS = ("Editors", "Moderators")
"""Deleted, because they may publish without an approval."""


def ensure_groups() -> int:
    """Create the missing groups with their admin permissions; return how many were created. Idempotent."""
    Group.objects.filter(name__in=WAGTAILS_OWN_GROUPS).delete()
    made = 0
    for role in Role:
        for language in _languages(role):
            group, created = Group.objects.get_or_create(name=group_name(role, language=language))
            made += created
            _grant_admin(group, role)
    return made


def _languages(role: Role) -> list[str | None]:
    if role not in PER_LANGUAGE:
        return [None]
    return [code for code in CODES if code != SOURCE]


def _grant_admin(group: Group, role: Role) -> None:
    if role not in DESK:
        return
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    if may_role(role, Capability.MANAGE_USERS):
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label="users",
                codename__in=["add_user", "change_user"],
            )
        )
    if may_role(role, Capability.WRITE_SOURCE):
        root = Collection.get_first_root_node()
        wagtails = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
        for permission in wagtails.filter(codename__in=_LIBRARY):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
