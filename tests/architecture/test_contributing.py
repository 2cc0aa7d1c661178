"""CONTRIBUTING.md leads a newcomer to the right file: every path it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CONCEPTS = (
    "invitation",
    "import of organisations",
    "own particulars",
    "news of organisations",
    "conflict of rights",
    "groups of countries",
    "avails",
    "uploads in parts",
    "technical facts",
    "films for a programme",
    "request for rights",
    "next step",
    "photograph of a use",
    "table of uses",
    "own figures",
    "dates of a partner",
    "pairing",
    "proof of a design",
    "end of a poster",
    "verification",
    "destination of a code",
    "following of codes",
    "time of a player",
    "what a screen may show now",
    "search words",
    "comma of a list",
    "table of pages",
    "head of a calendar file",
    "search ranking",
    "search names",
    "staleness",
    "recall",
    "lifting",
    "embargo",
    "preview links",
    "pictures in full size",
    "contest",
    "texts under embargo at the desk",
    "second factor",
    "emergency withdrawal",
    "take-down notices",
    "availability",
    "guides",
    "pictures of guides",
    "kept data",
    "reach of a recall",
    "addressing",
    "effectiveness of a recall",
    "local time",
    "QR read-back",
    "credentials",
    "signing",
    "kept signed files",
    "issuing of reports",
    "redirect",
    "relay",
    "scan durability",
    "approval snapshot",
    "glossary check",
    "name check",
    "belonging",
    "transcription",
    "rendering",
    "severity",
    "candidates",
    "placeholder",
    "calendar",
    "planned dates",
    "address of the calendar",
    "first page of the admin",
    "rights that end",
    "kind of a correction",
    "comparison of drafts",
    "ways to answer",
    "related items",
    "broadcasts",
    "recorded reading",
    "line breaks",
    "marks of line breaks",
    "pieces",
    "means",
    "contact of a country",
    "waiting posters",
    "drawing",
    "flaws",
    "place of a poster",
    "marked copy",
    "loop",
    "frames of a loop",
    "figures",
    "days of the campaign",
    "places of a call",
    "form to print",
    "drawings",
    "picture",
    "shown picture",
    "weight",
    "share card",
    "icons",
    "page of the design",
    "day",
    "hours on a reader's clock",
    "parameters of public pages",
    "occasion",
    "cancellation",
    "events for calendar programs",
    "news feeds",
    "sitemaps",
    "structured data",
    "subtitle timing",
    "kit exclusions",
    "names of a kit",
    "kit preview",
    "differences between editions",
    "short texts",
    "manifest of a kit",
    "ledger verification",
    "inspection",
    "checkpoint",
    "proof",
    "past holdings",
    "rights window",
    "page cache",
    "public version",
    "front servers",
    "emergency face",
    "cache invalidation",
    "screen schedule",
    "subtitle limits",
    "recalled holdings",
    "permission table",
    "languages of the installation",
    "poster design",
    "picture of a poster",
    "printed page",
    "typed address",
    "screen manifest",
    "job heartbeat",
    "back-up",
    "campaign folder",
    "restore",
    "metrics",
    "log lines",
    "set-up",
    "first administrator",
    "diagnosis",
    "presence",
    "placeholder contact",
    "revocation",
    "exchange between owners",
    "points of the compass",
    "ordinary owners",
    "counted things",
    "rates",
    "revoked contact that is typed",
    "held files",
    "typed contact",
    "text of a public row",
    "rights",
    "upload",
    "typed text",
    "reader notice",
)


def read_rows(text: str, *, heading: str) -> list[list[str]]:
    """Return the cells of every table row under a heading, table heads excluded."""
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    body = next(part for part in section if part.startswith(f"{heading}\n"))
    rows = [line.strip("| ").split(" | ") for line in body.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[0] not in {"Concept", "Term"}]


def find_missing_paths(rows: list[list[str]], *, root: Path = ROOT) -> list[str]:
    """Return the paths in the last cells that don't exist."""
    return [path for row in rows for path in re.findall(r"`([^`]+)`", row[-1]) if not (root / path).exists()]


def test_where_is_what_names_one_path_for_each_concept():
    rows = read_rows(TEXT, heading="Where is what")

    assert sorted(row[0].partition(":")[0] for row in rows) == sorted(CONCEPTS)
    assert [row for row in rows if not re.fullmatch(r"`[^`]+`", row[-1])] == []


@pytest.mark.parametrize(("heading", "least"), [("Where is what", len(CONCEPTS)), ("Vocabulary", 99)])
def test_every_path_exists(heading, least):
    rows = read_rows(TEXT, heading=heading)

    assert len(rows) >= least
    assert find_missing_paths(rows) == []


def test_a_path_that_does_not_exist_is_found():
    rows = read_rows(
        "## Where is what\n| Concept | Path |\n|---|---|\n| a | `cms/no_such.py` |\n", heading="Where is what"
    )

    assert find_missing_paths(rows) == ["cms/no_such.py"]


def test_every_document_is_in_the_index():
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    documents = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]

    assert [name for name in documents if name != "index.md" and f"({name})" not in index] == []


def test_links_between_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(path, link) for path in documents for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8"))]

    assert [(path.name, link) for path, link in links if "://" not in link and not (path.parent / link).exists()] == []
