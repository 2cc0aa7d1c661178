"""Provenance of an edition as PREMIS 3 (Library of Congress, 2015): its files, who approved what, and its building.

Approvers are named by their role, never by their name.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from lxml import etree

_NAMESPACE = "http://www.loc.gov/premis/v3"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_SOFTWARE = "Nho Nguon"
_Pairs = Iterable[tuple[str, str]]


def write_premis(manifest: dict[str, Any]) -> bytes:
    """Return ``premis.xml`` for a manifest; the same manifest gives the same bytes."""
    root = etree.Element(
        f"{{{_NAMESPACE}}}premis",
        nsmap={None: _NAMESPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"},
        version="3.0",
    )
    for file in manifest["files"]:
        _add_object(root, file)
    for item in manifest["items"]:
        _add_approval(root, item, files=manifest["files"])
    _add_building(root, manifest)
    for role in sorted({role for item in manifest["items"] for role in item["approver_roles"]}):
        _add_agent(root, name=role, kind="person")
    _add_agent(root, name=_SOFTWARE, kind="software")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add_object(root: Any, file: dict[str, Any]) -> None:
    entry = _add(root, "object")
    entry.set(_TYPE, "file")
    _identify(entry, "object", file["path"])
    characteristics = _add(entry, "objectCharacteristics")
    fixity = _add(characteristics, "fixity")
    _fill(fixity, [("messageDigestAlgorithm", "SHA-256"), ("messageDigest", file["sha256"])])
    _add(characteristics, "size", str(file["size"]))
    designation = _add(_add(characteristics, "format"), "formatDesignation")
    _add(designation, "formatName", file["media_type"])


def _add_approval(root: Any, item: dict[str, Any], *, files: list[dict[str, Any]]) -> None:
    event = _add(root, "event")
    _identify(event, "event", f"approval:{item['revision']}")
    _fill(event, [("eventType", "approval"), ("eventDateTime", item["approved_at"])])
    detail = f"{item['title']} ({item['language']}), source {item['source']['revision']}"
    _add(_add(event, "eventDetailInformation"), "eventDetail", detail)
    for role in item["approver_roles"]:
        _link(event, "Agent", role)
    name = (item["kind"], item["key"], item["language"])
    for file in files:
        if (file["kind"], file["key"], file["language"]) == name:
            _link(event, "Object", file["path"])


def _add_building(root: Any, manifest: dict[str, Any]) -> None:
    event = _add(root, "event")
    _identify(event, "event", f"edition:{manifest['edition']}")
    _fill(event, [("eventType", "packaging"), ("eventDateTime", manifest["built_on"])])
    _link(event, "Agent", _SOFTWARE)


def _add_agent(root: Any, *, name: str, kind: str) -> None:
    agent = _add(root, "agent")
    _identify(agent, "agent", name)
    _fill(agent, [("agentName", name), ("agentType", kind)])


def _identify(entry: Any, what: str, value: str) -> None:
    identifier = _add(entry, f"{what}Identifier")
    _fill(identifier, [(f"{what}IdentifierType", settings.SITE_ADDRESS), (f"{what}IdentifierValue", value)])


def _link(event: Any, what: str, value: str) -> None:
    link = _add(event, f"linking{what}Identifier")
    names = (f"linking{what}IdentifierType", f"linking{what}IdentifierValue")
    _fill(link, [(names[0], settings.SITE_ADDRESS), (names[1], value)])


def _fill(entry: Any, values: _Pairs) -> None:
    for name, value in values:
        _add(entry, name, value)


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    child = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    child.text = text
    return child
