"""The gallery: posters chosen by item, language, format, organisation, state, design and place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.render.designs import load_designs
from outreach.availability.reasons import Reason
from outreach.availability.rule import OutgoingFile, Recipient, find_reason
from outreach.availability.surroundings import get_recipient, read_surroundings
from outreach.organisations.models import Organisation
from outreach.posters.marked import can_be_marked
from outreach.posters.models import Poster, PosterQuerySet, PosterState
from outreach.posters.outgoing import describe
from translations.languages import SOURCE, list_choices

DESK = "desk"
_EXACT = ("language", "format_code", "template", "state")


class GalleryForm(forms.Form):
    """Filters of the gallery; each offers what there are posters of."""

    q = forms.CharField(label=_("Title, place or code"), required=False, max_length=200)
    item = forms.ChoiceField(label=_("Item"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    format_code = forms.ChoiceField(label=_("Format"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    template = forms.ChoiceField(label=_("Design"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ("item_key", "language", "format_code", "template", "organisation_key")
        used: dict[str, set[Any]] = {
            name: set(Poster.objects.order_by().values_list(name, flat=True).distinct()) for name in columns
        }
        titles = dict(Poster.objects.order_by("pk").values_list("item_key", "title").distinct())
        names = Organisation.objects.filter(key__in=used["organisation_key"] - {None}).values_list("key", "name")
        organisations = [(str(key), name) for key, name in names.order_by("name")]
        language = get_language() or SOURCE
        names_of_designs = {design.code: design.get_name(language) for design in load_designs()}
        choices: dict[str, list[tuple[str, Any]]] = {
            "item": sorted(((key, titles[key]) for key in used["item_key"]), key=lambda row: row[1]),
            "language": [row for row in list_choices() if row[0] in used["language"]],
            "format_code": [(code, code) for code in sorted(used["format_code"])],
            "organisation": [(DESK, _("The desk's own")), *organisations],
            "state": list(PosterState.choices),
            "template": [(code, names_of_designs.get(code, code)) for code in sorted(used["template"])],
        }
        for name, rows in choices.items():
            self.fields[name].choices = [("", _("All")), *rows]  # type: ignore[attr-defined]  # ChoiceFields, as declared above

    def find_posters(self) -> PosterQuerySet:
        """Return the chosen posters, newest first; a filter that isn't offered chooses nothing."""
        posters = Poster.objects.order_by("-pk")
        if not self.is_valid():
            return posters.none()
        chosen = self.cleaned_data
        posters = posters.filter(**{name: chosen[name] for name in _EXACT if chosen[name]})
        if chosen["item"]:
            posters = posters.filter(item_key=chosen["item"])
        if chosen["organisation"] == DESK:
            posters = posters.filter(organisation_key=None)
        elif chosen["organisation"]:
            posters = posters.of_organisation(UUID(chosen["organisation"]))
        if chosen["q"]:
            text = chosen["q"].strip()
            posters = posters.filter(Q(title__icontains=text) | Q(placement__icontains=text) | Q(link_id=text.upper()))
        return posters


@dataclass(frozen=True)
class ShownPoster:
    """A poster in the gallery: may its file leave, and is there a picture of it to show."""

    poster: Poster
    withheld: Reason | None
    has_picture: bool
    organisation: str


def show_posters(posters: list[Poster], *, at: datetime) -> list[ShownPoster]:
    """Return the posters as the gallery shows them, in a number of queries that doesn't grow with theirs."""
    keys = {poster.organisation_key for poster in posters} - {None}
    organisations = {row.key: row for row in Organisation.objects.filter(key__in=keys)}
    files = [describe(poster) for poster in posters]
    now = read_surroundings(files, at=at)

    def get_reason(poster: Poster, file: OutgoingFile) -> Reason | None:
        own = organisations.get(poster.organisation_key) if poster.organisation_key else None
        desk = Recipient(is_active=poster.organisation_key is None)
        return find_reason(file, recipient=get_recipient(own) if own else desk, now=now)

    rows = [(poster, get_reason(poster, file)) for poster, file in zip(posters, files, strict=True)]
    return [
        ShownPoster(
            poster=poster,
            withheld=reason,
            has_picture=hasattr(poster, "file") and (reason is None or can_be_marked(reason)),
            organisation=str(organisations.get(poster.organisation_key, "")) if poster.organisation_key else "",
        )
        for poster, reason in rows
    ]
