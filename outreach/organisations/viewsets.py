"""Admin of organisations and their members."""

from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from cms.users.permissions import requires
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability
from outreach.organisations.forms import ContactPersonForm, OrganisationForm
from outreach.organisations.models import ContactPerson, Membership, Organisation
from translations.languages import LANGUAGES, SOURCE


class CapabilityViewSet(ModelViewSet):
    """Admin of a model in which every view requires one capability.

    Rows that the ledger refers to are never deleted but made inactive.
    """

    capability: ClassVar[Capability]
    may_be_deleted: ClassVar[bool] = False
    copy_view_enabled = False
    add_to_admin_menu = False

    @cached_property
    def permission_policy(self) -> CapabilityPolicy:
        actions = ["add", "change", "view", *(["delete"] if self.may_be_deleted else [])]
        return CapabilityPolicy(self.model, **dict.fromkeys(actions, self.capability))

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        return requires(self.capability)(super().construct_view(view_class, **kwargs))


class OrganisationViewSet(CapabilityViewSet):
    model = Organisation
    capability = Capability.MANAGE_ORGANISATIONS
    icon = "group"
    name = "outreach_organisations"
    url_prefix = "outreach/organisations"
    menu_label = _("Organisations")
    list_display: ClassVar[list[Any]] = ["name", "kind", "country", BooleanColumn("is_active", label=_("active"))]
    list_filter: ClassVar[list[str]] = ["kind", "country", "is_active"]
    search_fields: ClassVar[list[str]] = [f"name_{language.code.replace('-', '_')}" for language in LANGUAGES]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["country", "pk"]
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel(f"name_{SOURCE}", heading=_("Name")),
            FieldPanel("country"),
            FieldPanel("time_zone"),
            FieldPanel("languages"),
            FieldPanel("territories"),
            FieldPanel("outlets"),
            FieldPanel("wanted_topics"),
            FieldPanel("contact_keys"),
            FieldPanel("is_active"),
            FieldPanel("is_another"),
            MultiFieldPanel(
                [
                    FieldPanel(f"name_{language.code.replace('-', '_')}", heading=language.autonym)
                    for language in LANGUAGES
                    if language.code != SOURCE
                ],
                heading=_("Name in other languages"),
                classname="collapsed",
            ),
            FieldPanel("is_demonstration"),
        ],
        base_form_class=OrganisationForm,
    )


class MembershipViewSet(CapabilityViewSet):
    model = Membership
    capability = Capability.MANAGE_ORGANISATIONS
    may_be_deleted = True
    icon = "user"
    name = "outreach_memberships"
    url_prefix = "outreach/members"
    menu_label = _("Members of organisations")
    form_fields: ClassVar[list[str]] = ["user", "organisation", "is_lead"]
    list_display: ClassVar[list[Any]] = ["user", "organisation", BooleanColumn("is_lead", label=_("in charge"))]
    list_filter: ClassVar[list[str]] = ["organisation"]
    ordering: ClassVar[list[str]] = ["organisation_id", "user_id"]


class ContactPersonViewSet(CapabilityViewSet):
    model = ContactPerson
    capability = Capability.MANAGE_ORGANISATIONS
    may_be_deleted = True
    icon = "clipboard-list"
    name = "outreach_people"
    url_prefix = "outreach/people"
    menu_label = _("Contact persons")
    list_display: ClassVar[list[Any]] = ["name", "organisation", "get_role_display", "starts_on", "ends_on"]
    list_filter: ClassVar[list[str]] = ["organisation", "role"]
    search_fields: ClassVar[list[str]] = ["name", "position", "email"]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["organisation_id", "role", "pk"]
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in ("organisation", "name", "role", "position", "email", "telephone", "starts_on", "ends_on")
        ],
        base_form_class=ContactPersonForm,
    )
