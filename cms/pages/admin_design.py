"""The design of the public site on one page for staff: its tokens, and each component as its template makes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.campaign.models import Campaign, EvidenceKind
from cms.core.models import SearchEntry
from cms.facts.ways import find_ways
from cms.pages.block_samples import make_samples
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.campaign.look import COLOURS, READABLE, get_contrast, read_colours, read_dark_colours
from translations.campaign.reading import get_folder
from translations.countries import list_offered
from translations.languages import CODES, LANGUAGES, SOURCE, Language, get_language_entry

STYLES = Path(settings.ROOT) / "static" / "site.css"
SCHEMES = {"": _("As the device"), "light": _("Light"), "dark": _("Dark")}
MOST_CARDS = 6


@dataclass(frozen=True)
class Colour:
    """A colour of one scheme, with its contrast to each ground on which text has it."""

    name: str
    value: str
    contrasts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TypeSample:
    """The campaign's own words in one language, as its script sets them."""

    language: Language
    title: str
    motto: str
    text: str


class SampleForm(forms.Form):
    """Fields as the site's forms show them, one with an error."""

    line = forms.CharField(label=_("A line"), help_text=_("What helps to fill it in."))
    choice = forms.ChoiceField(label=_("A choice"), choices=[("a", "A"), ("b", "B")])
    text = forms.CharField(label=_("A text"), widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("A box to tick"), required=False)


@requires(Capability.USE_ADMIN)
@require_safe
def show_design(request: HttpRequest) -> HttpResponse:
    """Show everything in a language and a scheme of colours, each component by the template of the public site."""
    staff_language = get_language() or SOURCE
    language = request.GET.get("language", staff_language)
    language = language if language in CODES else SOURCE
    scheme = request.GET.get("scheme", "")
    scheme = scheme if scheme in SCHEMES else ""
    with override(language):
        context = {
            "staff_language": staff_language,
            "languages": LANGUAGES,
            "schemes": SCHEMES,
            "scheme": scheme,
            "language": language,
            "properties": write_properties(scheme),
            "palettes": [(SCHEMES[name], list_colours(name)) for name in ("light", "dark")],
            "types": list_types(),
            **make_components(language=language),
        }
        return render(request, "pages/admin/design.html", context)


def list_colours(scheme: str) -> list[Colour]:
    """Return the campaign's colours of a scheme, with the contrasts that its folder is checked for."""
    folder = get_folder()
    colours = folder.dark_colours if scheme == "dark" else folder.colours
    return [
        Colour(
            name,
            colours[name],
            tuple(
                (ground, f"{get_contrast(colours[name], colours[ground]):.1f} : 1")
                for text, ground in READABLE
                if text == name
            ),
        )
        for name in COLOURS
    ]


def list_types() -> list[TypeSample]:
    """Return the campaign's name, motto and appeal in each language."""
    campaign = Campaign.objects.first()
    return [
        TypeSample(entry, *(_read_name(campaign, name, language=entry.code) for name in ("name", "motto", "appeal")))
        for entry in LANGUAGES
    ]


def write_properties(scheme: str) -> Mapping[str, str]:
    """Return the colours of this scheme as custom properties, to be in force whatever the device prefers."""
    folder, css = get_folder(), STYLES.read_text(encoding="utf-8")
    if scheme == "dark":
        return {**folder.dark_colours, **read_dark_colours(css)}
    own = read_colours("".join(re.findall(r":root \{[^}]*\}", css)[:1]))
    return {**folder.colours, **own} if scheme == "light" else {}


def make_components(*, language: str) -> dict[str, Any]:
    """Return what the templates of the components need, from what is public now."""
    campaign = Campaign.objects.first()
    name = _read_name(campaign, "short_name", language=language)
    appeal = _read_name(campaign, "appeal", language=language)
    country = get_folder().home_countries.get(language, "")
    ways = find_ways(country=country, language=language, at=timezone.now(), chosen=[])
    entries = SearchEntry.objects.filter(language=language).select_related("item").order_by("-published_at", "-pk")
    return {
        "line": name,
        "text": appeal or name,
        "blocks": make_samples(line=name, text=appeal or name),
        "ways": ways,
        "countries": list_offered(language=language, besides=ways.countries | ways.own_country),
        "evidence": EvidenceKind.objects.order_by("position"),
        "drawn_evidence": get_folder().drawn_evidence,
        "entries": list(entries.defer("text", "tokens")[:MOST_CARDS]),
        "pages": Paginator(range(30), 10).page(2),
        "form": SampleForm({"line": name, "choice": "a", "text": ""}),
        "drawings": list_drawings(),
    }


def list_drawings() -> list[tuple[str, str]]:
    """Return the campaign's drawings with their addresses."""
    files = {file for scenes in get_folder().scenes.values() for file in scenes}
    return [(file, static(f"drawings/{file}")) for file in sorted(files)]


def _read_name(campaign: Campaign | None, name: str, *, language: str) -> str:
    if campaign is None:
        return get_language_entry(language).autonym
    with override(language):
        return str(getattr(campaign, name))
