"""Guides for each role, written in Markdown (``guides/<language>/<role>.md``) in the words of the screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import get_image_dimensions
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cms.users.roles import Role
from translations.languages import get_language_entry

FOLDER = Path(settings.ROOT) / "guides"
PICTURES = Path(settings.ROOT) / "static" / "guides"
OTHER_LANGUAGE = "en"
PORTAL_ROLES = (Role.PARTNER, Role.OPERATOR)
"""Roles whose guide the portal shows; every guide is shown in the admin."""
SHARED = {Role.REVIEWER: Role.TRANSLATOR}
"""Roles that read another role's guide: translators and reviewers work on the same screen."""
GUIDES = tuple(role for role in Role if role not in SHARED)


@dataclass(frozen=True)
class Guide:
    """One role's guide in one language; ``body`` is HTML without the title."""

    role: Role
    language: str
    title: str
    body: SafeString

    @property
    def tag(self) -> str:
        return get_language_entry(self.language).tag

    @property
    def direction(self) -> str:
        return get_language_entry(self.language).direction


def order_guides(roles: frozenset[Role], *, among: Sequence[Role] = GUIDES) -> list[Role]:
    """Return the guides with those of these roles first."""
    own = {SHARED.get(role, role) for role in roles}
    return sorted(among, key=lambda role: (role not in own, among.index(role)))


@lru_cache(maxsize=128)
def read_guide(role: Role, *, language: str) -> Guide:
    """Return the role's guide in the language, or in English if nobody has written it in that language."""
    written = language if find_path(role, language=language).exists() else OTHER_LANGUAGE
    heading, _blank, text = find_path(role, language=written).read_text(encoding="utf-8").partition("\n")
    return Guide(role, written, heading.removeprefix("# ").strip(), render_markdown(text, language=written))


def find_path(role: Role, *, language: str) -> Path:
    """Return where the role's guide is, or would be, in this language."""
    return FOLDER / language / f"{role.value.replace('_', '-')}.md"


def find_picture(name: str, *, language: str) -> Path:
    """Return where a picture of this language is; ``make guides`` writes it."""
    return PICTURES / language / f"{name}.webp"


def render_markdown(text: str, *, language: str) -> SafeString:
    """Return the HTML; ``![caption](name)`` becomes a picture of this language with its size. HTML is escaped."""
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.add_render_rule("image", _render_picture)
    return mark_safe(markdown.render(text, {"language": language}))  # noqa: S308  # Markdown of ours, HTML in it escaped


def _render_picture(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    name, language = str(tokens[place].attrs["src"]), env["language"]
    width, height = get_image_dimensions(find_picture(name, language=language))
    address = static(f"guides/{language}/{name}.webp")
    text = tokens[place].content
    return format_html('<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">', address, width, height, text)
