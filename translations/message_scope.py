"""Who reads a message: told from where it stands in the code."""

import ast
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

DESK_FILES = (
    "*/wagtail_hooks.py",
    "*/viewsets.py",
    "*/admin_*.py",
    "*/admin/*",
    "*/apps.py",
    "*/checks.py",
    "*/management/*",
    "*/panels.py",
    "*/desk_*.py",
    "*/templates/wagtailadmin/*",
    "cms/approvals/*",
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
    "outreach/ledger/actions.py",
    "outreach/ledger/forms.py",
    "outreach/ledger/templates/*",
    "outreach/ledger/verification.py",
    "outreach/recalls/forms.py",
    "outreach/recalls/templates/*",
    "outreach/lineage/*",
    "outreach/posters/*",
    "outreach/reports/*",
    "outreach/screens/*",
    "outreach/organisations/*",
)
"""Only the desk's people see what stands in these."""

PUBLIC_FILES = (
    "outreach/recalls/templates/recalls/recall_mail.txt",
    "outreach/posters/words.py",
    "outreach/screens/feed.py",
    "outreach/screens/files.py",
    "outreach/screens/manifest.py",
    "outreach/screens/plays.py",
    "cms/facts/rendering.py",
    "cms/files/serving.py",
    "cms/approvals/reader_notice.py",
    "*/templatetags/*",
    "cms/users/portal_*",
)
"""Exceptions to ``DESK_FILES``."""


def is_for_the_desk_only(occurrences: list[tuple[str, str]]) -> bool:
    """Say whether every place (file, line) where a message stands is the desk's."""
    return all(_is_desk_place(name, int(line or 0)) for name, line in occurrences)


def _is_desk_place(name: str, line: int) -> bool:
    if any(fnmatch(name, pattern) for pattern in PUBLIC_FILES):
        return False
    if any(fnmatch(name, pattern) for pattern in DESK_FILES):
        return True
    return name.endswith("/models.py") and not _stands_in_choices(name, line)


@lru_cache
def _choices_lines(name: str) -> frozenset[int]:
    """Return the lines of a module that stand in a class of choices: their labels are shown to everyone."""
    tree = ast.parse((ROOT / name).read_text())
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _stands_in_choices(name: str, line: int) -> bool:
    return line in _choices_lines(name)
