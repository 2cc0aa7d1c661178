"""XML files that people upload, parsed without entities, network or document types that define anything."""

import re

from django.utils.translation import gettext as _
from lxml import etree

UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't represent (section 2.2)."""
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_NAMED_DOCTYPE = re.compile(r"<!DOCTYPE\s+[\w.:-]+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"<>]*\"|'[^'<>]*'))+)?\s*>")
"""A document type that only names its DTD, as TMX and TBX files have it."""


class XmlRefused(ValueError):
    """The text can't be read as XML; the message says why, and ``line`` where, counted from 1 (0: nowhere)."""

    def __init__(self, text: str, *, line: int) -> None:
        self.line = line
        super().__init__(text)


def parse_xml(text: str, *, may_name_dtd: bool = False) -> etree._Element:
    """Return the root element, without comments; raise ``XmlRefused``.

    A DTD is never read. ``may_name_dtd`` accepts a document type that does no more than name one.
    """
    if may_name_dtd:
        text = _NAMED_DOCTYPE.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
    if match := _DECLARATION.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise XmlRefused(_("The file declares entities or a document type, which aren't needed here."), line=line)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        reason = _("The file is damaged: %(reason)s.") % {"reason": error.msg}
        raise XmlRefused(reason, line=error.lineno or 0) from error


def add_element(
    parent: etree._Element, name: str, attributes: dict[str, str] | None = None, *, text: str | None = None
) -> etree._Element:
    """Add an element on its own line, because faults are reported by line, and return it."""
    if not len(parent):
        parent.text = "\n"
    element = etree.SubElement(parent, name, attributes or {})
    element.text = text
    element.tail = "\n"
    return element
