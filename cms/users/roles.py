"""Roles, capabilities and the permission table that assigns one to the other.

A role is a Django group of the same name; translators and reviewers have one group for each language
(``translator-ko``). ``cms/users/groups.py`` creates the groups. A superuser has every capability, but can't approve
their own text or bypass the publication rules.
"""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.users.models import User


class Role(models.TextChoices):
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    REVIEWER = "reviewer", _("Reviewer")
    PUBLISHER = "publisher", _("Publisher")
    OUTREACH_OFFICER = "outreach_officer", _("Outreach officer")
    DESK_LEAD = "desk_lead", _("Desk lead")
    ADMINISTRATOR = "administrator", _("Administrator")
    PARTNER = "partner", _("Partner")
    OPERATOR = "operator", _("Screen operator")


PER_LANGUAGE = frozenset({Role.TRANSLATOR, Role.REVIEWER})
DESK = frozenset(Role) - {Role.PARTNER, Role.OPERATOR}


class Capability(models.TextChoices):
    USE_ADMIN = "use_admin"
    WRITE_SOURCE = "write_source"
    PUBLISH_SOURCE = "publish_source"
    TRANSLATE = "translate"
    REVIEW = "review"
    ASSIGN_WORK = "assign_work"
    EDIT_GLOSSARY = "edit_glossary"
    SEE_DESK = "see_desk"
    SEE_EMBARGOED = "see_embargoed"
    SHARE_EMBARGOED = "share_embargoed"
    WITHDRAW = "withdraw"
    WITHDRAW_EVERYTHING = "withdraw_everything"
    PROPOSE_FACTS = "propose_facts"
    APPROVE_FACTS = "approve_facts"
    VERIFY_CONTACTS = "verify_contacts"
    ENTER_FIGURES = "enter_figures"
    CONFIRM_FIGURES = "confirm_figures"
    MAKE_POSTERS = "make_posters"
    BUILD_KITS = "build_kits"
    SEND_RECALL = "send_recall"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_SCREENS = "manage_screens"
    SEE_LEDGER = "see_ledger"
    SEE_REPORTS = "see_reports"
    WRITE_REPORTS = "write_reports"
    ISSUE_REPORTS = "issue_reports"
    SEE_LINEAGE = "see_lineage"
    SEE_PRIVATE_MEDIA = "see_private_media"
    USE_PORTAL = "use_portal"
    MANAGE_USERS = "manage_users"


_OUTREACH = frozenset({Role.OUTREACH_OFFICER, Role.DESK_LEAD})

CAPABILITIES: dict[Capability, frozenset[Role]] = {
    Capability.USE_ADMIN: DESK,
    Capability.WRITE_SOURCE: frozenset({Role.EDITOR, Role.PUBLISHER}),
    Capability.PUBLISH_SOURCE: frozenset({Role.PUBLISHER}),
    Capability.TRANSLATE: frozenset({Role.TRANSLATOR, Role.REVIEWER}),
    Capability.REVIEW: frozenset({Role.REVIEWER}),
    Capability.ASSIGN_WORK: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.EDIT_GLOSSARY: frozenset({Role.REVIEWER, Role.DESK_LEAD}),
    Capability.SEE_DESK: DESK,
    # Whoever works on the text: of translators and reviewers, those of its language.
    Capability.SEE_EMBARGOED: DESK - {Role.OUTREACH_OFFICER, Role.ADMINISTRATOR},
    # By a link to one approved text, for a newsroom.
    Capability.SHARE_EMBARGOED: frozenset({Role.EDITOR, Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.WITHDRAW: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.WITHDRAW_EVERYTHING: frozenset({Role.PUBLISHER, Role.DESK_LEAD, Role.ADMINISTRATOR}),
    Capability.PROPOSE_FACTS: frozenset({Role.EDITOR, Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.APPROVE_FACTS: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.VERIFY_CONTACTS: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    # Values of indicators: whoever confirms may also withdraw, alone and at once.
    Capability.ENTER_FIGURES: frozenset({Role.EDITOR, Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.CONFIRM_FIGURES: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.MAKE_POSTERS: _OUTREACH,
    Capability.BUILD_KITS: _OUTREACH,
    Capability.SEND_RECALL: _OUTREACH | {Role.PUBLISHER},
    Capability.MANAGE_ORGANISATIONS: _OUTREACH | {Role.ADMINISTRATOR},
    Capability.MANAGE_SCREENS: _OUTREACH,
    Capability.SEE_LEDGER: _OUTREACH | {Role.ADMINISTRATOR},
    Capability.SEE_REPORTS: _OUTREACH | {Role.PUBLISHER},
    Capability.WRITE_REPORTS: _OUTREACH | {Role.PUBLISHER},
    Capability.ISSUE_REPORTS: frozenset({Role.PUBLISHER, Role.DESK_LEAD}),
    Capability.SEE_LINEAGE: DESK,
    Capability.SEE_PRIVATE_MEDIA: DESK,
    Capability.USE_PORTAL: frozenset({Role.PARTNER, Role.OPERATOR}),
    Capability.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
}


def group_name(role: Role, *, language: str | None = None) -> str:
    """Return the name of the role's group; translator and reviewer need a language."""
    if role in PER_LANGUAGE:
        if language is None:
            raise ValueError(f"The role {role} has one group for each language: name the language.")
        return f"{role.value}-{language}"
    return role.value


def get_group_names(user: User | AnonymousUser) -> frozenset[str]:
    """Return the names of the user's groups, read once a request (kept on the user object)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_group_names", None)
    if cached is None:
        cached = frozenset(user.groups.values_list("name", flat=True))
        user._group_names = cached  # type: ignore[attr-defined]  # a cache on the request's own user object
    return cached


def get_roles(user: User | AnonymousUser) -> frozenset[Role]:
    """Return the user's roles, of translator and reviewer in any language."""
    groups = get_group_names(user)
    of_languages = {role for role in PER_LANGUAGE if any(name.startswith(f"{role.value}-") for name in groups)}
    return frozenset({role for role in Role if role not in PER_LANGUAGE and role.value in groups} | of_languages)


def get_capabilities(user: User | AnonymousUser) -> frozenset[Capability]:
    """Return what the user may do in at least one language, decided once a request (kept on the user object)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[Capability] | None = getattr(user, "_capabilities", None)
    if cached is None:
        roles = get_roles(user)
        found = Capability if user.is_superuser else (each for each in Capability if CAPABILITIES[each] & roles)
        cached = frozenset(found)
        user._capabilities = cached  # type: ignore[attr-defined]  # a cache on the request's own user object
    return cached


def may(user: User | AnonymousUser, capability: Capability, *, language: str | None = None) -> bool:
    """Return whether the table gives the user this capability, in this language where the role has one.

    Without a language, a role for any language is enough.
    """
    if capability not in get_capabilities(user):
        return False
    if language is None or user.is_superuser:
        return True
    names = (group_name(role, language=language if role in PER_LANGUAGE else None) for role in CAPABILITIES[capability])
    return not get_group_names(user).isdisjoint(names)


def may_role(role: Role, capability: Capability) -> bool:
    """Return whether the table gives the role this capability."""
    return role in CAPABILITIES[capability]
