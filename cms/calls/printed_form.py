"""The form that a witness prints, fills in by hand and posts: one for each call, language, paper and recipient.

It is typeset from what is public now, as tagged PDF (PDF/UA-1), signed, and kept until its words or a fact in it
change. A printed one grows old, so it says when it was made and where the present address and number are.
"""

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import cast

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.calls.models import CallPage
from cms.core.addresses import absolute
from cms.credentials.approved_words import find_approved_words
from cms.credentials.kept import digest_input, keep_signed
from cms.credentials.models import MadeAs
from cms.credentials.signing import PDF, Origin
from cms.facts.contacts import get_page_channels
from cms.facts.rendering import write_facts
from cms.facts.ways import Way, Ways, find_missions, find_ways
from cms.render.fonts import get_script_fonts, make_compiler
from cms.render.formats import TEMPLATES_DIR
from cms.render.qr import draw_svg
from cms.render.wording import keep_together
from translations.campaign.reading import get_folder
from translations.dates import write_day
from translations.languages import SOURCE, get_language_entry

TEMPLATE = TEMPLATES_DIR / "documents" / "form.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
"""Sizes of paper by their names in addresses, with Typst's own."""


class NoRecipient(LookupError):
    """There is no such address that is public, or the call is closed, so there is nowhere to send the form."""


def write_form(call: CallPage, *, paper: str, recipient: int | None, at: datetime, campaign: str) -> bytes:
    """Return the form as signed PDF; the same content gives the same bytes, of the day on which they were made.

    ``recipient`` is the contact for letters, or the mission, whose address it has; by default the call's first one for
    letters. Raise ``NoRecipient`` if there is none.
    """
    language = call.locale.language_code
    ways = find_ways(country="", language=language, at=at, chosen=[channel.pk for channel in get_page_channels(call)])
    way = _find_recipient(ways, recipient, language=language, at=at)
    if way is None or call.is_closed(on=localdate(at)):
        raise NoRecipient
    with override(language):
        content = _write_content(call, ways, way, language=language)
        made_on = _("Made on %(date)s. The address and number that are right today are on this page:")
    content |= {"paper": PAPERS[paper], "campaign": campaign}
    dated = {**content, "made_on": made_on % {"date": write_day(localdate(at), language=language)}}
    return keep_signed(
        lambda: _typeset(dated),
        input_digest=digest_input(form=content, template=_digest_template(), typst=version("typst")),
        media_type=PDF,
        origin=_describe_origin(call, content),
        at=at,
    )


def _typeset(content: dict[str, object]) -> bytes:
    pdf = make_compiler(TEMPLATE).compile(
        format="pdf",
        sys_inputs={"form": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    return cast(bytes, pdf)


@cache
def _digest_template() -> str:
    return sha256(TEMPLATE.read_bytes()).hexdigest()


def _describe_origin(call: CallPage, content: dict[str, object]) -> Origin:
    approved = find_approved_words(call)
    return Origin(
        made_as=MadeAs.FORM,
        item_kind=call.kind,
        item_key=str(call.translation_key),
        language=call.locale.language_code,
        words_digest=digest_input(form=content),
        item_revision=approved.revision,
        approved_at=approved.approved_at,
    )


def get_reference(call: CallPage) -> str:
    """Return what tells whoever opens the envelope which call, in which language, is answered."""
    return f"{call.translation_key.hex[:8].upper()}-{call.locale.language_code.upper()}"


def _find_recipient(ways: Ways, recipient: int | None, *, language: str, at: datetime) -> Way | None:
    missions = find_missions(language=language, at=at) if recipient else []
    letters = [way for way in ways.ways if way.group == "post"]
    found = [*letters, *(way for country in missions for way in country.missions)]
    return next((way for way in found if way.addresses and recipient in {None, way.contact.id}), None)


def _write_content(call: CallPage, ways: Ways, way: Way, *, language: str) -> dict[str, object]:
    entry, setting = get_language_entry(language), get_script_fonts(language)
    address = absolute(call.url_path)
    evidence = sorted(call.evidence_sought.all(), key=lambda kind: kind.position)
    hotline = ways.telephone.contact if ways.telephone else None
    return {
        **{name: _write_text(getattr(call, name), language=language) for name in ("title", "summary", "privacy_note")},
        "evidence": [keep_together(str(kind.name), language=language) for kind in evidence],
        "envelope": asdict(way.addresses[0]),
        "telephone": {
            "name": hotline.name,
            "number": keep_together(hotline.phone.text, language=SOURCE),
            "hours": hotline.hours,
        }
        if hotline and hotline.phone
        else None,
        "reference": get_reference(call),
        "address": address,
        "qr": draw_svg(address, quiet_zone=4),
        "accent": get_folder().colours["lacquer"],
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "fonts": list(setting.families),
        "leading": setting.leading,
        "labels": {name: keep_together(text, language=language) for name, text in _write_labels().items()},
    }


def _write_text(text: str, *, language: str) -> str:
    return keep_together(write_facts(text, language=language), language=language)


def _write_labels() -> dict[str, str]:
    return {
        "free": _("Fill in by hand, in your own language, only what you wish. You need not give your name."),
        "evidence": _("What would help"),
        "send": _("Send it to this address"),
        "reference": _("Reference"),
        "reference_help": _("It tells us which call you answer."),
        "privacy": _("How it will be used"),
        "place": _("The place, as you knew it: village, stream, hill, road"),
        "time": _("When it was: year, month or season"),
        "units": _("Units, hospitals or camps that you remember"),
        "memory": _("What you remember"),
        "map": _("Draw the place: a stream, a road, a tree, a hill, and north if you know it"),
        "name": _("Your name and how to reach you, if you wish"),
        "page": _("Page {number} of {count}"),
    }
