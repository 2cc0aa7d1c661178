"""The shell blocks of docs/operating.md, "In production" and "Restore", as they are copied and pasted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operating.md"
_BLOCK = re.compile(r"^```sh ?([a-z0-9 ]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A shell block; its marks say whether the drill runs it: ``drill``, with ``s3`` only for a bucket."""

    marks: frozenset[str]
    text: str


def read_blocks(heading: str = "In production") -> list[Block]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [Block(frozenset(marks.split()), text) for marks, text in _BLOCK.findall(section)]


def write_script(*, with_bucket: bool = False) -> str:
    """Return the blocks of the installation as one script, as a shell would get them one after the other."""
    wanted = [{"drill"}, *([{"drill", "s3"}] if with_bucket else [])]
    return "\n".join(block.text for block in read_blocks() if block.marks in wanted)


def write_script_for(*, machine: str) -> str:
    """Return the blocks of "A second machine" for the ``first`` or ``second``, after the one with functions."""
    blocks = read_blocks()
    functions = next(block for block in blocks if "drill" in block.marks)
    wanted = [block for block in blocks if block.marks in ({"drill", "both"}, {"drill", machine})]
    return "\n".join(block.text for block in [functions, *wanted])


def write_restore_script() -> str:
    """Return the blocks that put aside what is there, make what is empty (steps 4 and 5), and restore into it."""
    functions, folders, database = [block for block in read_blocks() if "drill" in block.marks][:3]
    put_aside, restore = [block for block in read_blocks("Restore") if "drill" in block.marks]
    return "\n".join(block.text for block in (functions, put_aside, folders, database, restore))


def write_doctor_script() -> str:
    """Return the block that examines the installation, after the one that names folders."""
    blocks = read_blocks()
    first = next(block for block in blocks if "drill" in block.marks)
    return "\n".join([first.text, *(block.text for block in blocks if "doctor" in block.marks)])
