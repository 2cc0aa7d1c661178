"""A validator of BagIt bags (RFC 8493), written for tests from the RFC and from nothing of the product."""

import hashlib
import re
from pathlib import Path

DECLARATION = re.compile(r"BagIt-Version: \d+\.\d+\nTag-File-Character-Encoding: UTF-8\n")


def find_faults(bag: Path) -> list[str]:
    """Return what is wrong with an unpacked bag: 2.1.1 declaration, 2.1.3 manifests, 2.2.2 Oxum, 3 completeness."""
    faults: list[str] = []
    if not DECLARATION.fullmatch((bag / "bagit.txt").read_text(encoding="utf-8")):
        faults.append("bagit.txt: not a declaration")
    listed = read_manifest(bag / "manifest-sha256.txt")
    tags = read_manifest(bag / "tagmanifest-sha256.txt")
    present = {path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()}
    payload = {name for name in present if name.startswith("data/")}
    faults += [f"{name}: not in the manifest" for name in sorted(payload - set(listed))]
    faults += [
        f"{name}: not in the tag manifest" for name in sorted(present - payload - set(tags)) if "tagm" not in name
    ]
    if (bag / "fetch.txt").exists():
        faults.append("fetch.txt: the bag is not complete")
    for name, digest in {**listed, **tags}.items():
        if ".." in Path(name).parts or name.startswith(("/", "~")):
            faults.append(f"{name}: leads out of the bag")
        elif name not in present:
            faults.append(f"{name}: missing")
        elif hashlib.sha256((bag / name).read_bytes()).hexdigest() != digest:
            faults.append(f"{name}: changed")
    octets = sum((bag / name).stat().st_size for name in payload)
    if f"Payload-Oxum: {octets}.{len(payload)}\n" not in (bag / "bag-info.txt").read_text(encoding="utf-8"):
        faults.append("bag-info.txt: wrong Payload-Oxum")
    return faults


def read_manifest(path: Path) -> dict[str, str]:
    lines = (line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"): digest for digest, _, name in lines}
