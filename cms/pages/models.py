from functools import partial
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.core.models import BasePage, SearchEntry, TextPage

SHOWN = {"call": 3, "story": 3, "film": 2, "rebuttal": 2, "page": 3}
"""The number of items of each kind on the home page, the newest first."""


class HomePage(BasePage):
    """The root of a language's tree. It is live from set-up on; its introduction appears once it is approved."""

    kind = "home"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    translatable_fields: ClassVar[list[str]] = ["introduction", "search_description"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save with the language's code as slug, on which public addresses depend (``cms.core.addresses``)."""
        self.slug = self.locale.language_code
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        newest = partial(SearchEntry.objects.newest, language=self.locale.language_code)
        context["sections"] = {kind: list(newest(kind=kind)[:count]) for kind, count in SHOWN.items()}
        return context


class StandardPage(TextPage):
    """A page such as “About the campaign”, “How to give information” or “Privacy”."""

    kind = "page"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    content_panels: ClassVar[list[Any]] = [*TextPage.content_panels, FieldPanel("is_demonstration")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
