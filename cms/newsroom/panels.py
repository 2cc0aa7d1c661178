"""Panels of the admin's first page: beginning a page, one's own drafts, decisions, and what comes next."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.forms import Media
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.approvals.embargoed_texts import find_embargoed, sees_all
from cms.newsroom import dashboard
from cms.translation_desk.status_index import read_progress
from cms.users.models import User
from cms.users.roles import Capability, may


def _get_user(parent_context: Mapping[str, Any] | None) -> User:
    return cast(User, (parent_context or {})["request"].user)


class BeginningPanel(Component):
    """A button for a new page of each kind, and the ways to the calendar and the desk."""

    name = "beginning"
    template_name = "newsroom/home_begin.html"
    order: ClassVar[int] = 30

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/newsroom.css"]})

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"beginnings": dashboard.list_beginnings(_get_user(parent_context))}


class OwnWorkPanel(Component):
    """This person's drafts, with what was sent back and why, and the decisions that wait for them."""

    name = "own-work"
    template_name = "newsroom/home_own.html"
    order: ClassVar[int] = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = _get_user(parent_context)
        writes = may(user, Capability.WRITE_SOURCE) or may(user, Capability.TRANSLATE)
        return {
            "writes": writes,
            "texts": dashboard.find_own_texts(user) if writes else [],
            "decides": dashboard.decides(user),
            "decisions": dashboard.list_decisions(user),
        }


class OutlookPanel(Component):
    """The next things for all: going live, under embargo, due rights and contacts, languages behind."""

    name = "newsroom-outlook"
    template_name = "newsroom/home_outlook.html"
    order: ClassVar[int] = 110

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user, now = _get_user(parent_context), timezone.now()
        hidden = frozenset() if sees_all(user) else find_embargoed(at=now)
        return {
            "next_texts": dashboard.find_next_texts(user, hidden=hidden),
            "sees_embargoed": may(user, Capability.SEE_EMBARGOED),
            "under_embargo": dashboard.find_under_embargo(user, at=now),
            "due": dashboard.find_due_soon(today=timezone.localdate(now), hidden=hidden),
            "behind": dashboard.list_behind(user, read_progress())[: dashboard.SHORT_LIST],
        }


def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels += [BeginningPanel(), OwnWorkPanel(), OutlookPanel()]
