"""The public interface: what is approved and live, for the apps of ``outreach``.

They import nothing else of the content's apps, and the answers are frozen values. The package is no Django app: one may
not import models, and this module does. So it connects its signal handlers when the first receiver imports it.
"""

from cms.emergency.withdrawal import EVERYTHING, EmergencyStep, emergency_changed, get_withdrawn_languages
from cms.emergency.withdrawal import is_in_force as is_everything_withdrawn
from cms.published.campaign import CampaignNames, get_campaign_names, list_coming_days, list_topics
from cms.published.changes import (
    GetItem,
    GetWording,
    find_items_showing,
    get_hotline_keys,
    publication_changed,
    register_changed,
)
from cms.published.emergencies import Decision, EmergencyRecord, list_emergencies
from cms.published.films import LicensedFilm, LicensedVersion, list_licensed_films
from cms.published.history import (
    find_approvals,
    find_behind_source,
    find_ref,
    get_approvals,
    get_ref,
    get_withdrawal,
    list_approvals,
)
from cms.published.items import (
    ApprovalRecord,
    Contact,
    ContactValue,
    ItemRef,
    PosterWording,
    PublishedCorrection,
    PublishedFile,
    PublishedItem,
    PublishedSummary,
    Rights,
    TextBlock,
    Withdrawal,
)
from cms.published.particulars import (
    OwnContact,
    Particulars,
    ParticularsFault,
    ParticularsRefused,
    add_own_contact,
    find_contact_names,
    list_days,
    list_own_contacts,
    propose_particulars,
)
from cms.published.poster_contacts import PosterContact, find_poster_contact
from cms.published.reading import (
    get_addresses,
    get_contacts,
    get_published,
    get_published_languages,
    hotline,
    list_addresses,
    list_published,
    write_fact_values,
)
from cms.published.register_withdrawals import (
    AffectedMaterial,
    RegisterWithdrawal,
    get_fact_name,
    list_register_withdrawals,
)
from cms.published.share_cards import SHARE_CARD_TYPE, NoShareCard, write_share_card
from cms.published.signal_handlers import connect
from cms.published.standing import (
    FileStanding,
    FoundFilm,
    KnownFact,
    PublicState,
    TextStanding,
    find_films,
    get_fact_ends,
    get_fact_versions,
    get_file_standings,
    get_text_standings,
    list_known_facts,
    make_version_expression,
)
from cms.quality_checks.contact_check import describe_contacts_in_name

__all__ = [
    "EVERYTHING",
    "SHARE_CARD_TYPE",
    "AffectedMaterial",
    "ApprovalRecord",
    "CampaignNames",
    "Contact",
    "ContactValue",
    "Decision",
    "EmergencyRecord",
    "EmergencyStep",
    "FileStanding",
    "FoundFilm",
    "GetItem",
    "GetWording",
    "ItemRef",
    "KnownFact",
    "LicensedFilm",
    "LicensedVersion",
    "NoShareCard",
    "OwnContact",
    "Particulars",
    "ParticularsFault",
    "ParticularsRefused",
    "PosterContact",
    "PosterWording",
    "PublicState",
    "PublishedCorrection",
    "PublishedFile",
    "PublishedItem",
    "PublishedSummary",
    "RegisterWithdrawal",
    "Rights",
    "TextBlock",
    "TextStanding",
    "Withdrawal",
    "add_own_contact",
    "describe_contacts_in_name",
    "emergency_changed",
    "find_approvals",
    "find_behind_source",
    "find_contact_names",
    "find_films",
    "find_items_showing",
    "find_poster_contact",
    "find_ref",
    "get_addresses",
    "get_approvals",
    "get_campaign_names",
    "get_contacts",
    "get_fact_ends",
    "get_fact_name",
    "get_fact_versions",
    "get_file_standings",
    "get_hotline_keys",
    "get_published",
    "get_published_languages",
    "get_ref",
    "get_text_standings",
    "get_withdrawal",
    "get_withdrawn_languages",
    "hotline",
    "is_everything_withdrawn",
    "list_addresses",
    "list_approvals",
    "list_coming_days",
    "list_days",
    "list_emergencies",
    "list_known_facts",
    "list_licensed_films",
    "list_own_contacts",
    "list_published",
    "list_register_withdrawals",
    "list_topics",
    "make_version_expression",
    "propose_particulars",
    "publication_changed",
    "register_changed",
    "write_fact_values",
    "write_share_card",
]

connect()
