"""The base classes of public pages, with their publication rules, and the tables of page cache and search."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction, Revision
from wagtail.search import index

from cms.core.addresses import HOME_DEPTH, RESTRICTIONS
from cms.core.blocks import BodyBlock, CorrectionsBlock
from cms.core.correction_kinds import CORRECTION_KIND, CorrectionKind
from cms.core.editing import SAVED_BY_ITSELF, EditorBase, require_newest
from cms.core.embargo import refuse_while_live
from cms.core.folding import make_search_field
from cms.core.forms import DraftCopyForm
from cms.core.page_form import PageForm
from cms.core.page_layout import SECTION_SUMMARIES, SECTIONS
from cms.core.parameters import read_asked_country, read_list_page
from cms.core.publication import PublicationRefused, Refusal, require_publishable
from cms.core.search_tables import Posting, SearchEntry, SearchItem
from cms.core.slugs import compose, has_ascii_slugs, write_slug

__all__ = ("Posting", "SearchEntry", "SearchItem")  # tables of this app with a module of their own

NOT_TYPED = frozenset({"content_type", "latest_revision", "live_revision", "locale", "path"})
"""Fields that Wagtail sets itself; no form offers them. The database has constraints for each."""

BOOKKEEPING = frozenset(
    {
        "depth",
        "draft_title",
        "expired",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "path",
        "url_path",
        COMMENTS_RELATION_NAME,
    }
)
"""Fields of the tree and of editing: writing only these changes nothing that the public reads."""


OF_THE_ROW = frozenset({"alias_of", "content_type", "latest_revision", "live_revision", "locale", "locked_by", "owner"})
"""Relations of a page that a revision's content repeats but never decides."""


def drop_row_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a revision's content without the fields ``OF_THE_ROW``."""
    return {name: value for name, value in content.items() if name not in OF_THE_ROW}


class BasePage(Page):
    """A page whose texts are approved in each language.

    ``translatable_fields`` names every field with public text, which is translated in segments. A page without text of
    its own (an index) needs no approval.
    """

    translatable_fields: ClassVar[list[str]] = []
    subtitle_fields: ClassVar[list[str]] = []
    """The translatable fields that contain WebVTT, translated cue by cue."""
    kind: ClassVar[str] = ""
    """The name of this kind of item in the public interface; empty for pages that are only structure."""

    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Until then nothing of this page is public: no text, image, file, feed or search result."),
    )
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("folded_titles"),
        index.AutocompleteField("folded_titles"),
    ]
    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("search_description")], heading=_("For search engines")),
    ]
    settings_panels: ClassVar[list[Any]] = [
        PublishingPanel(),
        FieldPanel("embargo_until"),
    ]
    editor_base: EditorBase | None = None
    """Set while the page is being saved from its editor: what the form was based on."""
    is_saved_by_itself = False
    """Set while an autosave is saving the page."""
    unused: frozenset[str] = frozenset()
    """Set where the page was found by its address (``addresses.py``): rows of which the whole site has none."""
    show_in_menus_default = False
    copy_form_class = DraftCopyForm
    base_form_class = PageForm

    class Meta:
        abstract = True

    def with_content_json(self, content: Any) -> Any:
        """Return the page as a revision's content has it; fields ``OF_THE_ROW`` keep the row's values.

        Wagtail restores all of them but the live revision after looking each one up, so they aren't passed on to it.
        With a live revision from the content, scheduling an old revision would take the page down now.
        """
        page = super().with_content_json(drop_row_fields(content))
        page.live_revision_id = self.live_revision_id
        if Page._meta.get_field("locale").is_cached(self):
            page.locale = self.locale
        return page

    def is_site_root(self) -> bool:
        """Return whether this is a site's root; only home pages can be, so that no other page needs a query."""
        return self.depth <= HOME_DEPTH and bool(super().is_site_root())

    def full_clean(
        self, exclude: Iterable[str] | None = None, validate_unique: bool = True, validate_constraints: bool = True
    ) -> None:
        """Validate the page, except for fields that Wagtail sets itself: each would cost a query."""
        super().full_clean(
            exclude={*(exclude or ()), *NOT_TYPED},
            validate_unique=validate_unique,
            validate_constraints=validate_constraints,
        )

    def clean(self) -> None:
        """Refuse an embargo on a page that is public, in the editor and wherever else a draft is checked."""
        super().clean()
        if text := refuse_while_live(self, at=timezone.now()):
            raise ValidationError({"embargo_until": text})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, or raise ``PublicationRefused`` if it would be live with unapproved content.

        An alias is refused even as a draft: Wagtail publishes it whenever its original is.
        """
        if self.alias_of_id and self.kind:
            text = gettext("An alias isn't approved by itself: make a copy instead.")
            raise PublicationRefused([Refusal("alias", text)])
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        self._compose_title()
        if self.live and self._writes_public_content(kwargs.get("update_fields")):
            require_publishable(self)
        return super().save(*args, **kwargs)

    def serializable_data(self) -> dict[str, Any]:
        """Return the content of a draft, which says whether an autosave made it."""
        content: dict[str, Any] = super().serializable_data()
        return {**content, SAVED_BY_ITSELF: True} if self.is_saved_by_itself else content

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a draft, with its title in Unicode's composed form.

        From the page's editor, raise ``DraftSavedMeanwhile`` if it isn't based on the newest draft.
        """
        self._compose_title()
        base, self.editor_base = self.editor_base, None
        if base is None:
            return super().save_revision(*args, **kwargs)
        with transaction.atomic():
            require_newest(page_id=self.pk, base=base)
            revision: Revision = super().save_revision(*args, **kwargs)
            if base.window:
                made = {"window": base.window, "revision": revision, "saved_at": revision.created_at}
                EditorSave.objects.update_or_create(page_id=self.pk, defaults=made)
        return revision

    def get_last_window(self) -> str:
        """Return the key of the editor's window that saved the page last, or ""."""
        save = EditorSave.objects.filter(page_id=self.pk).first()
        return str(save.window) if save else ""

    def was_saved_from(self, window: UUID, *, draft: Revision) -> bool:
        """Return whether the draft, as it is now, was saved from this window of the editor."""
        saves = EditorSave.objects.filter(page_id=self.pk, window=window)
        return saves.filter(revision=draft, saved_at=draft.created_at).exists()

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy in one transaction: a refusal must not leave the tree counting a child that doesn't exist."""
        with transaction.atomic():
            return super().copy(*args, **kwargs)

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().create_alias(*args, **kwargs)

    def update_aliases(self, **kwargs: Any) -> None:
        """Update no aliases of an item: ``save`` refuses them."""
        if not self.kind:
            super().update_aliases(**kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the rendered live page, so that the page cache can keep it; raise ``BadParameter``."""
        read_asked_country(request)  # on every page, so that no invented country makes another page to keep
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if hasattr(response, "render") and not getattr(request, "is_preview", False):
            response = response.render()
            response._page_cacheable = True  # type: ignore[attr-defined]  # read by the page cache
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the draft as readers would see it, in its own language and not the editor's."""
        with translation.override(self.locale.language_code):
            response: HttpResponse = super().serve_preview(request, mode_name)
            return response.render() if hasattr(response, "render") else response

    def folded_titles(self) -> str:
        """Return the titles as the admin's page search finds them without diacritics: “ban do” for “bản đồ”."""
        return make_search_field(f"{self.title} {self.draft_title}").strip()

    def get_view_restrictions(self) -> Any:
        """Return the restrictions of the page and of its ancestors, in one query. Pages have no aliases here."""
        if RESTRICTIONS in self.unused:
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in steps])

    def _set_core_field_defaults(self) -> None:
        """Write the slug of a new page in ASCII where its language has Latin letters, from its title if it has none."""
        page: Page = self
        is_new = page.path and (not page.slug or (page._state.adding and not page.slug.isascii()))
        if is_new and page.locale_id and has_ascii_slugs(page.locale.language_code):
            slug = write_slug(page.slug or page.title)
            page.slug = page._get_autogenerated_slug(slug) if slug else page.slug
        super()._set_core_field_defaults()

    def _compose_title(self) -> None:
        page: Page = self
        page.title = compose(page.title)

    def _writes_public_content(self, update_fields: Any) -> bool:
        return update_fields is None or not BOOKKEEPING.issuperset(update_fields)


class IndexPage(BasePage):
    """A list of the live pages of one kind in its language, newest first; its heading is an interface string."""

    lists: ClassVar[str]
    section: ClassVar[str]
    """Its key in ``SECTIONS``, whose name it shows: no one approves the title of an index."""
    per_page = 12
    list_template: ClassVar[str] = "core/index_page.html"

    class Meta:
        abstract = True

    def list_entries(self) -> Any:
        """Return what the list shows, in pages."""
        return SearchEntry.objects.newest(kind=self.lists, language=self.locale.language_code)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the template of all lists, unless the class names its own; Wagtail would use one for each class."""
        return self.list_template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["entries"] = read_list_page(request, self.list_entries(), per_page=self.per_page)
        context["section_label"] = SECTIONS[self.section]
        context["section_summary"] = SECTION_SUMMARIES[self.section]
        return context


class TextPage(BasePage):
    """A page with a summary and a body of blocks."""

    summary = models.TextField(_("summary"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    corrections = StreamField(
        CorrectionsBlock(),
        verbose_name=_("corrections"),
        blank=True,
        help_text=_(
            "Say to readers what was wrong and what is right now. Add a new entry for each correction: each gets its "
            "day when it goes live, is translated, and stays in the list."
        ),
    )

    correction_kind: str = CorrectionKind.NONE
    """What the editor of this draft says the change is (``correction_kinds.py``)."""
    translatable_fields: ClassVar[list[str]] = ["title", "summary", "search_description", "body", "corrections"]

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    settings_panels: ClassVar[list[Any]] = [
        *BasePage.settings_panels,
        MultiFieldPanel([FieldPanel(CORRECTION_KIND), FieldPanel("corrections")], heading=_("Corrections")),
    ]

    class Meta:
        abstract = True

    def serializable_data(self) -> dict[str, Any]:
        """Return the content of a draft, with what its editor says the change is."""
        content = super().serializable_data()
        if self.correction_kind == CorrectionKind.NONE:
            return content
        return {**content, CORRECTION_KIND: self.correction_kind}

    def with_content_json(self, content: Any) -> Any:
        page = super().with_content_json(content)
        page.correction_kind = content.get(CORRECTION_KIND, CorrectionKind.NONE)
        return page

    def get_correction_kind(self) -> str:
        """Return what the editor said of the change that isn't public yet; nothing if all is public."""
        return self.correction_kind if self.has_unpublished_changes else CorrectionKind.NONE


class PosterWordingMixin(models.Model):
    """The wording of a poster, approved with its page."""

    poster_headline = models.CharField(_("poster: headline"), max_length=90, blank=True)
    poster_text = models.TextField(_("poster: one to three short lines"), max_length=300, blank=True)
    poster_action = models.CharField(_("poster: what to do"), max_length=120, blank=True)

    poster_fields: ClassVar[list[str]] = ["poster_headline", "poster_text", "poster_action"]
    poster_panel = MultiFieldPanel(
        [FieldPanel("poster_headline"), FieldPanel("poster_text"), FieldPanel("poster_action")],
        heading=_("Poster"),
    )

    class Meta:
        abstract = True


class CorrectionDate(models.Model):
    """The moment at which a correction of an item was first public; ``correction`` is the identity of its block."""

    translation_key = models.UUIDField()
    correction = models.CharField(max_length=36)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "correction"], name="correction_dated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.translation_key}: {self.published_at:%Y-%m-%d}"


class EditorSave(models.Model):
    """The last draft of a page that was saved in Wagtail's editor, and the window in which it was (``own_saves.py``).

    ``saved_at`` tells it from a later draft in the same row: autosave overwrites a revision in place.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    window = models.UUIDField(db_index=True)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.window)


class PublicVersion(models.Model):
    """A single row with a number that rises with every change of public content (``page_cache.py``)."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class ScheduledVersion(models.Model):
    """A moment from which public content differs by itself; passing it raises the public version."""

    at = models.DateTimeField(unique=True)

    def __str__(self) -> str:
        return self.at.isoformat()


class Front(models.Model):
    """A front server that caches public pages, and the version under which it last forgot them (``fronts.py``)."""

    address = models.URLField(unique=True)
    purged_version = models.PositiveBigIntegerField(null=True)
    tried_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address
