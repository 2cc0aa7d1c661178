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
    "cms/participation/blocks.py",
    "cms/press/blocks.py",
    "cms/previews/forms.py",
    "cms/previews/links.py",
    "cms/quality_checks/*",
    "cms/segments/*",
    "cms/subtitles/*",
    "cms/translation_desk/*",
    "cms/translation_memory/*",
    "cms/files/*",
    "translations/term_tables.py",
    "cms/newsroom/*",
    "cms/core/blocks.py",
    "cms/core/comparisons.py",
    "cms/core/correction_kinds.py",
    "cms/core/rights.py",
    "cms/films/avails*.py",
    "cms/films/blocks.py",
    "cms/films/broadcast_form.py",
    "cms/films/language_tags.py",
    "cms/films/related_form.py",
    "cms/films/rights_conflicts.py",
    "cms/films/rights_form.py",
    "cms/films/chapters.py",
    "cms/rebuttals/blocks.py",
    "cms/core/embargo.py",
    "cms/core/forms.py",
    "cms/core/models.py",
    "cms/core/page_form.py",
    "cms/emergency/*",
    "cms/jobs/*",
    "cms/guides/*",
    "cms/users/*",
    "cms/facts/*",
    "cms/media/*",
    "cms/campaign/*",
    "outreach/acquisition/requests.py",
    "outreach/kits/forms.py",
    "outreach/kits/templates/kits/edition.html",
    "outreach/kits/templates/kits/kit.html",
    "outreach/kits/templates/kits/kits.html",
    "outreach/kits/names.py",
    "outreach/kits/templates/kits/new_kit.html",
    "outreach/kits/templates/kits/new_name.html",
    "outreach/kits/templates/kits/preview.html",
    "outreach/kits/views.py",
    "outreach/admin/*",
    "outreach/holdings/templates/*",
    "outreach/ledger/*",
    "outreach/links/destinations.py",
    "outreach/links/failing_notice.py",
    "outreach/links/faults.py",
    "outreach/links/figures_section.py",
    "outreach/links/forms.py",
    "outreach/links/templates/links/mail/*",
    "outreach/recalls/calls.py",
    "outreach/recalls/closing.py",
    "outreach/recalls/effectiveness.py",
    "outreach/recalls/escalation.py",
    "outreach/recalls/choices.py",
    "outreach/recalls/forms.py",
    "outreach/recalls/lifting.py",
    "outreach/recalls/lifting_views.py",
    "outreach/recalls/recall.py",
    "outreach/recalls/templates/*",
    "outreach/recalls/views.py",
    "outreach/lineage/*",
    "outreach/posters/*",
    "outreach/reports/*",
    "outreach/screens/*",
    "outreach/organisations/*",
)
"""Files whose messages only staff see."""

PUBLIC_FILES = (
    "outreach/organisations/invitations.py",
    "outreach/organisations/templates/organisations/*_mail.txt",
    "outreach/screens/alarms.py",
    "outreach/screens/play_faults.py",
    "outreach/screens/scan_test.py",
    "outreach/screens/templates/screens/archive.txt",
    "outreach/screens/templates/screens/*_mail.txt",
    "cms/media/templates/media/reading.html",
    "outreach/holdings/templates/holdings/register_mail.txt",
    "cms/campaign/templates/campaign/subjects.html",
    "cms/emergency/templates/emergency/face.html",
    "cms/emergency/templates/emergency/face_part.html",
    "cms/emergency/templates/emergency/message.html",
    "cms/emergency/templates/emergency/no_sign_in.html",
    "cms/emergency/templates/emergency/notice.html",
    "outreach/holdings/take_down_notices.py",
    "outreach/holdings/templates/holdings/take_down_mail.txt",
    "outreach/recalls/templates/recalls/lifted_mail.txt",
    "outreach/recalls/templates/recalls/recall_mail.txt",
    "outreach/posters/recall_names.py",
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
    return name.endswith("/models.py") and line not in list_shown_lines((ROOT / name).read_text())


@lru_cache
def list_shown_lines(source: str) -> frozenset[int]:
    """Return the lines of a module of models whose messages anyone may see: labels of choices, and what functions say.

    Names of fields and what ``clean`` refuses are shown by the admin's forms only.
    """
    return frozenset(
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and _is_shown(node)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _is_shown(node: ast.ClassDef | ast.FunctionDef) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name != "clean"
    return any("Choices" in ast.unparse(base) for base in node.bases)
