"""Audience of a message: staff only or also the public, by the files that use it."""

import ast
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

STAFF_FILES = (
    "*/wagtail_hooks.py",
    "*/viewsets.py",
    "*/admin_*.py",
    "*/admin/*",
    "*/apps.py",
    "*/checks.py",
    "*/reach.py",
    "*/management/*",
    "*/templates/wagtailadmin/*",
    "cms/approvals/*",
    "cms/change_requests/*",
    "cms/exchange/*",
    "cms/glossary/*",
    "cms/quality_checks/*",
    "cms/segments/*",
    "cms/subtitles/*",
    "cms/translation_desk/*",
    "cms/translation_memory/*",
    "cms/files/*",
    "translations/term_tables.py",
    "cms/core/blocks.py",
    "cms/core/embargo.py",
    "cms/core/models.py",
    "cms/jobs/*",
    "cms/users/*",
    "cms/facts/*",
    "cms/media/*",
    "cms/campaign/*",
    "outreach/kits/forms.py",
    "outreach/kits/templates/kits/edition.html",
    "outreach/kits/templates/kits/kit.html",
    "outreach/kits/templates/kits/kits.html",
    "outreach/kits/templates/kits/new_kit.html",
    "outreach/admin/*",
    "outreach/holdings/templates/*",
    "outreach/ledger/*",
    "outreach/recalls/choices.py",
    "outreach/recalls/forms.py",
    "outreach/recalls/templates/*",
    "outreach/lineage/*",
    "outreach/posters/*",
    "outreach/reports/*",
    "outreach/screens/*",
    "outreach/organisations/*",
)
"""Files whose messages only staff see."""

PUBLIC_FILES = (
    "outreach/recalls/templates/recalls/recall_mail.txt",
    "outreach/posters/words.py",
    "outreach/screens/feed.py",
    "outreach/screens/files.py",
    "outreach/screens/manifest.py",
    "outreach/screens/plays.py",
    "cms/facts/hours.py",
    "cms/facts/rendering.py",
    "cms/files/serving.py",
    "cms/approvals/reader_notice.py",
    "*/templatetags/*",
)
"""Exceptions to ``STAFF_FILES``: files whose messages the public or partners see."""


def is_for_staff_only(occurrences: list[tuple[str, str]]) -> bool:
    """Return True if only staff see every occurrence (file, line) of a message."""
    return all(_is_for_staff(name, int(line or 0)) for name, line in occurrences)


def _is_for_staff(name: str, line: int) -> bool:
    if any(fnmatch(name, pattern) for pattern in PUBLIC_FILES):
        return False
    if any(fnmatch(name, pattern) for pattern in STAFF_FILES):
        return True
    return name.endswith("/models.py") and not _is_in_choices(name, line)


@lru_cache
def _list_lines_of_choices(name: str) -> frozenset[int]:
    """Return the lines of a module's classes of choices, whose labels are shown to everyone."""
    tree = ast.parse((ROOT / name).read_text())
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _is_in_choices(name: str, line: int) -> bool:
    return line in _list_lines_of_choices(name)
