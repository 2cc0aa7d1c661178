"""Contact channels of pages, and the hotline: which may be published, and how they read in a language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import override

from cms.facts.hours import write_hours
from cms.facts.live import FactValues, get_live_values
from cms.facts.models import ChannelKind, ContactChannel, Fact, FactKind
from cms.facts.obstacles import find_obstacle
from cms.facts.rendering import get_link_target, write_value, write_value_html


@dataclass(frozen=True)
class ContactValue:
    """A number or address of a contact: plain, as isolated HTML, linked too, and as a link target (tel:, https:)."""

    key: str
    kind: str
    label: str
    text: str
    isolated: SafeString
    html: SafeString
    target: str


@dataclass(frozen=True)
class Contact:
    """A contact that may be published, in one language."""

    id: int
    kind: str
    name: str
    hours: str
    country: str
    languages: tuple[str, ...]
    values: tuple[ContactValue, ...]
    what_next: str = ""

    @property
    def phone(self) -> "ContactValue | None":
        """Return the first telephone number."""
        return next((value for value in self.values if value.kind == FactKind.PHONE), None)

    def get_line(self) -> str:
        """Return name and values on one line, for a poster; a position on a map isn't for reading."""
        values = [" ".join(value.text.split()) for value in self.values if value.kind != FactKind.POSITION]
        return f"{self.name}: {', '.join(values)}"


def get_published_channels() -> QuerySet[ContactChannel]:
    """Return the channels that may be published (verified, not placeholders), with their facts."""
    return ContactChannel.objects.verified().prefetch_related(Prefetch("facts", queryset=Fact.objects.order_by("pk")))


def get_public_channels(*, is_for_press: bool = False) -> QuerySet[ContactChannel]:
    """Return the published channels for all readers, or those for journalists: no one is led to the others."""
    return get_published_channels().filter(is_for_press=is_for_press)


def get_page_channels(page: object) -> list[ContactChannel]:
    """Return every channel the page refers to, publishable or not, the oldest first."""
    found: dict[int, ContactChannel] = {}
    for field in page._meta.many_to_many:  # type: ignore[attr-defined]  # any page
        if field.related_model is ContactChannel:
            found |= {channel.pk: channel for channel in getattr(page, field.name).all()}
    return [found[key] for key in sorted(found)]


def get_page_contacts(page: object, *, language: str, values: FactValues | None = None) -> tuple[Contact, ...]:
    """Return the page's contacts that may be published. Templates show these and no others."""
    (contacts,) = get_contacts_of_pages([page], language=language, values=values).values()
    return contacts


def get_contacts_of_pages(
    pages: Iterable[Any], *, language: str, values: FactValues | None = None
) -> dict[int, tuple[Contact, ...]]:
    """Return the same for each of the pages, by its key, in as few queries as for one."""
    keys = {page.pk: [channel.pk for channel in get_page_channels(page)] for page in pages}
    wanted = {key for some in keys.values() for key in some}
    if not wanted:
        return dict.fromkeys(keys, ())
    channels = get_published_channels().filter(pk__in=wanted).order_by("pk")
    written = {contact.id: contact for contact in write_contacts(channels, language=language, values=values)}
    return {page: tuple(written[key] for key in some if key in written) for page, some in keys.items()}


def write_contacts(
    channels: Iterable[ContactChannel], *, language: str, values: FactValues | None = None
) -> tuple[Contact, ...]:
    """Return those of the channels that may be public, in the language.

    A channel with an obstacle is left out: the publication rules name it before a page goes live, and a contact that is
    revoked afterwards disappears.
    """
    known = values if values is not None else get_live_values()
    public = [channel for channel in channels if find_obstacle(channel, values=known) is None]
    return tuple(write_contact(channel, language=language, values=known) for channel in public)


def get_hotline_channel(*, language: str, values: FactValues | None = None) -> ContactChannel | None:
    """Return the hotline for readers of the language, of those that may be public; None if there is none.

    That is one where the language is spoken, else one without named languages, else any.
    """
    known = values if values is not None else get_live_values()
    public = [channel for channel in _read_hotlines() if find_obstacle(channel, values=known) is None]
    speaking = [channel for channel in public if language in channel.languages]
    unnamed = [channel for channel in public if not channel.languages]
    return next(iter([*speaking, *unnamed, *public]), None)


def _read_hotlines() -> list[ContactChannel]:
    """Return the verified hotlines for all readers that have a fact, with their facts, in one query."""
    channels = ContactChannel.objects.verified().filter(is_for_press=False, kind=ChannelKind.HOTLINE)
    links = ContactChannel.facts.through.objects.filter(contactchannel__in=channels)
    found: dict[int, ContactChannel] = {}
    facts: dict[int, list[Fact]] = {}
    for link in links.select_related("contactchannel", "fact").order_by("contactchannel", "fact"):
        found.setdefault(link.contactchannel_id, link.contactchannel)
        facts.setdefault(link.contactchannel_id, []).append(link.fact)
    for key, channel in found.items():
        read: Any = channel.facts.all()
        read._result_cache, read._prefetch_done = facts[key], True
        vars(channel)["_prefetched_objects_cache"] = {"facts": read}  # as prefetch_related does, without its query
    return list(found.values())


def get_hotline(*, language: str, values: FactValues | None = None) -> Contact | None:
    """Return the channel of ``get_hotline_channel``, written in the language."""
    known = values if values is not None else get_live_values()
    channel = get_hotline_channel(language=language, values=known)
    return write_contact(channel, language=language, values=known) if channel else None


def get_press_contacts(*, language: str) -> tuple[Contact, ...]:
    """Return the contacts that answer journalists, those who speak the language first."""
    channels = sorted(
        get_public_channels(is_for_press=True).order_by("pk"), key=lambda channel: language not in channel.languages
    )
    return write_contacts(channels, language=language)


def write_contact(channel: ContactChannel, *, language: str, values: FactValues) -> Contact:
    """Return a channel that may be public, in the language."""
    with override(language):
        name, what_next = str(channel.name), str(channel.what_next)
    return Contact(
        id=channel.pk,
        kind=channel.kind,
        name=name,
        hours=write_hours(channel.opening_hours, time_zone=channel.time_zone, language=language),
        country=channel.country,
        languages=tuple(channel.languages),
        values=_write_values(channel, language=language, values=values),
        what_next=what_next,
    )


def _write_values(channel: ContactChannel, *, language: str, values: FactValues) -> tuple[ContactValue, ...]:
    return tuple(
        ContactValue(
            key=value.key,
            kind=value.kind,
            label=value.label,
            text=write_value(value, language=language),
            isolated=write_value_html(value, language=language, link=False),
            html=write_value_html(value, language=language),
            target=get_link_target(value),
        )
        for value in (values[fact.key] for fact in channel.facts.all())
    )
