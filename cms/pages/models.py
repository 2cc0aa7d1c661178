from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.core.models import BasePage, TextPage


class HomePage(BasePage):
    """The root of a language's tree. Live from set-up; its introduction appears once it is approved."""

    kind = "home"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    translatable_fields: ClassVar[list[str]] = ["introduction", "search_description"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]


class StandardPage(TextPage):
    """About the campaign, how to give information, privacy."""

    kind = "page"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    content_panels: ClassVar[list[Any]] = [*TextPage.content_panels, FieldPanel("is_demonstration")]
