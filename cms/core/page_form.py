"""The form of the page editor, for every page type: a save overwrites no one's draft, and slugs are short."""

from typing import Any

from cms.core.forms import ConflictCheckForm
from cms.core.slugs import get_field_attributes, has_ascii_slugs, write_slug


class PageForm(ConflictCheckForm):
    """Writes new slugs of languages with Latin letters in ASCII, as they are typed and when they are saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self._has_ascii_slugs():
            self.fields["slug"].widget.attrs.update(get_field_attributes())

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and slug != self.instance.slug and self._has_ascii_slugs():
            return write_slug(slug) or slug
        return slug

    def _has_ascii_slugs(self) -> bool:
        page = self.instance if self.instance.locale_id else self.parent_page
        return page is not None and has_ascii_slugs(page.locale.language_code)
