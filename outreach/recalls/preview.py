"""Preview of a recall: who would be notified, and every file, poster, screen and code that it reaches."""

from dataclasses import dataclass
from datetime import datetime

from outreach.organisations.members import get_names
from outreach.recalls.holders import find_held
from outreach.recalls.reach import Reached, ReachedKind, find_reach
from outreach.recalls.targets import RecallTarget


@dataclass(frozen=True)
class ReachedRow:
    """Something that the recall reaches, with the name of its organisation."""

    reached: Reached
    organisation: str


@dataclass(frozen=True)
class ReachedGroup:
    kind: ReachedKind
    rows: tuple[ReachedRow, ...]


@dataclass(frozen=True)
class RecallPreview:
    """``holders`` would be notified; ``offered`` were only offered it, and could no longer fetch it."""

    target: RecallTarget
    holders: tuple[str, ...]
    offered: tuple[str, ...]
    groups: tuple[ReachedGroup, ...]


def preview_recall(target: RecallTarget, *, at: datetime) -> RecallPreview:
    """Return what a recall of the target would reach if it were sent at that moment."""
    held = find_held(target, at=at)
    reached = find_reach(target, at=at)
    keys = {entry.row.organisation_key for entry in held}
    names = get_names(keys | {each.organisation_key for each in reached if each.organisation_key})
    holding = {entry.row.organisation_key for entry in held if entry.row.held_at is not None}
    groups = (
        ReachedGroup(
            kind,
            tuple(
                ReachedRow(each, names.get(each.organisation_key, "") if each.organisation_key else "")
                for each in reached
                if each.kind == kind
            ),
        )
        for kind in ReachedKind
    )
    return RecallPreview(
        target=target,
        holders=tuple(sorted(names[key] for key in holding if key in names)),
        offered=tuple(sorted(names[key] for key in keys - holding if key in names)),
        groups=tuple(group for group in groups if group.rows),
    )
