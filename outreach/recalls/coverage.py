"""The rule on which files a recall reaches: by what each was made of, not by where it lies. No queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cms.published import ItemRef
from outreach.recalls.targets import ALL_LANGUAGES, RecallTarget


@dataclass(frozen=True)
class FileOrigin:
    """The item, source and facts that a file was made of.

    ``item`` is the item in the file's own language, which of a film is that of its sound. ``as_of`` is the moment from
    which its content stands: the approval of the text, or the day on which a film got this master. ``source`` is as in
    ``Recall``; ``facts`` are the versions of the facts that are written in it.
    """

    item: ItemRef
    as_of: datetime
    source: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)
    edition_key: str = ""


def covers(target: RecallTarget, origin: FileOrigin, *, sent_at: datetime) -> bool:
    """Return whether a recall of this target, sent at that moment, reaches the file.

    The recall of an item reaches every version up to that moment: a text that was approved later is a new one, as is a
    value that was approved later.
    """
    if target.edition_key:
        return target.edition_key == origin.edition_key
    if target.source:
        return target.source == origin.source
    if target.fact_key:
        return _has_value(target, origin)
    of_item = (target.kind, target.key) == (origin.item.kind, origin.item.key)
    return of_item and target.language in {ALL_LANGUAGES, origin.item.language} and origin.as_of <= sent_at


def _has_value(target: RecallTarget, origin: FileOrigin) -> bool:
    version = origin.facts.get(target.fact_key, 0)
    return target.fact_version is not None and 0 < version <= target.fact_version
