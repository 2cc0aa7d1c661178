"""Check that a text has no typed telephone number, e-mail or messenger address.

One that the register has is inserted as a token: what is typed would stay when its value is revoked or replaced.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.facts.live import FactValues, get_live_values
from cms.facts.rendering import write_register_value
from cms.quality_checks.findings import Finding
from cms.quality_checks.typed_contacts import TypedContact, find_key, find_nearest_key, find_typed_contacts
from cms.segments.segment import Segment, SegmentKind


def check_contacts(segments: Iterable[Segment], *, language: str) -> dict[str, list[Finding]]:
    """Return, by path, a finding for each address typed in these texts. None can be excused."""
    values = get_live_values()
    found: dict[str, list[Finding]] = {}
    for contact in find_typed_contacts(segments, language=language, values=values):
        finding = _make_finding(contact, values=values, language=language)
        found.setdefault(contact.path, []).append(finding)
    return found


def list_contact_findings(segments: Iterable[Segment], *, language: str) -> tuple[Finding, ...]:
    """Return the findings about addresses typed in these texts, in their order."""
    return tuple(finding for findings in check_contacts(segments, language=language).values() for finding in findings)


def describe_contacts_in_name(text: str, language: str) -> list[str]:
    """Return a sentence for each address typed in a name, a credit or a title, where no token can stand."""
    segments = [Segment("name", SegmentKind.TEXT, text)]
    sentence = _(
        "“%(typed)s” is a telephone number, e-mail or messenger address, which can't be kept up to date here. Take it "
        "out; readers find the contacts of the register on the page."
    )
    found = find_typed_contacts(segments, language=language, values=get_live_values())
    return [sentence % {"typed": contact.text} for contact in found]


def _make_finding(contact: TypedContact, *, values: FactValues, language: str) -> Finding:
    return Finding(
        code=f"{contact.path}|typed_contact|{contact.text}",
        path=contact.path,
        fact="typed_contact",
        text=_describe(contact, values=values, language=language),
        excusable=False,
    )


def _describe(contact: TypedContact, *, values: FactValues, language: str) -> str:
    if key := find_key(contact, values):
        text = _(
            "“%(typed)s” is in the register. Insert it from there with [[%(key)s]] in its place: what is typed stays "
            "as it is when the register changes."
        )
        return text % {"typed": contact.text, "key": key}
    key = find_nearest_key(contact, values)
    if key is None:
        text = _(
            "“%(typed)s” isn't in the register. Have it registered and approved, then insert it from the register."
        )
        return text % {"typed": contact.text}
    text = _(
        "“%(typed)s” isn't in the register. Insert a registered contact in its place, such as [[%(key)s]]: %(value)s"
    )
    value = write_register_value(values[key], language=language)
    return text % {"typed": contact.text, "key": key, "value": value}
