"""House rules that no published linter checks. Each looks at one file, or at all modules, and yields its faults.

`python scripts/house_rules.py` checks every file under version control; tests/architecture plants faults.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 50
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "services", "misc", "common"}
# The servers that tests start; here the name does say what is inside.
TEST_SERVERS = PurePosixPath("tests/services")
ADDRESS = re.compile(r"[a-z][a-z+]*://|^\s*--(?:extra-)?index-url|^\s*--find-links", re.MULTILINE)
# Folders of a developer's machine; folders of the operating system (/usr/bin, /dev/shm) are the same everywhere.
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:home|root|work|Users)/[\w.-]+")
SKIP = re.compile(r"^\s*(?:@pytest\.mark\.skip|pytest\.skip\(|pytest\.importorskip\(|@unittest\.skip)", re.MULTILINE)

# Words of the first version's private dialect; CONTRIBUTING.md has the terms.
DIALECT = re.compile(
    r"\b(?:the (?:public )?doors?|by the door|(?:this|each|every|no|other|later|earlier|all|six) rooms?"
    r"|rooms? (?:above|below|of)|weighing|weighs|soundness|going_live|coming_in|going_out|take_back|left_out"
    r"|hand(?:s|ed|ing)? in|hands? it in"
    r"|tak(?:e|es|en|ing) back|took back|signs? of life|signs (?:of|that|may|are)|urged|spoiled"
    r"|st(?:ands?|ood|anding) (?:in|at|for|beside|on|there|above|below|against|as|before|between|behind|under|alone)"
    r"|st(?:ands?|ood) (?:still|twice|once|now)"
    r"|answers? to|by the clock|the clock\b|the gate\b|the desk's gate)",
    re.IGNORECASE,
)
# References to texts that are not in the repository.
ELSEWHERE = re.compile(
    r"\b(?:mission|measures|infrastructure)\.md\b|\((?:[EMVODAPR]\d{1,2}(?:, )?)+\)|\brule \d\b|SEGMENT_KINDS"
)
INDIRECT = re.compile(r"(?:What|Who|Whose|Whether|How|Where|When|Why)\b")
THESE_PATTERNS = PurePosixPath("scripts/house_rules.py")
PACKAGES = {"cms", "outreach", "translations", "demo"}
# The largest share of the Python in these packages, without migrations, that one app may hold.
MAX_APP_SHARE = 0.15

Rule = Callable[[PurePosixPath, str], Iterator[str]]
TreeRule = Callable[[dict[str, str]], Iterator[str]]


def locks_carry_no_address(path: PurePosixPath, text: str) -> Iterator[str]:
    """Reject addresses in lock files, so that they install from any mirror."""
    if path.suffix == ".lock" or path.name == "package-lock.json":
        for match in ADDRESS.finditer(text):
            yield f"{path}: a lock must not contain an address or index option: {match.group().strip()}"


def no_machine_paths(path: PurePosixPath, text: str) -> Iterator[str]:
    """Reject paths of folders that exist on one machine only."""
    for match in MACHINE_PATH.finditer(text):
        yield f"{path}: contains a path of one machine: {match.group()}"


def names_say_what_is_inside(path: PurePosixPath, text: str) -> Iterator[str]:
    """Reject module names that don't say what the module holds."""
    if path.suffix == ".py" and not path.is_relative_to(TEST_SERVERS):
        for name in (*path.parts[:-1], path.stem):
            if name in VAGUE_NAMES:
                yield f"{path}: “{name}” says nothing; name the module after what it holds"


def files_stay_small(path: PurePosixPath, text: str) -> Iterator[str]:
    """Limit the lines of a file and of a function."""
    if path.suffix != ".py" or "migrations" in path.parts:
        return
    lines = text.count("\n")
    if lines > MAX_FILE_LINES:
        yield f"{path}: {lines} lines; {MAX_FILE_LINES} is the limit"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines; {MAX_FUNCTION_LINES} is the limit"


def nothing_is_skipped(path: PurePosixPath, text: str) -> Iterator[str]:
    """Reject skipped tests: a missing requirement is an error that names the command to run."""
    if path.parts[0] == "tests" and path.suffix == ".py":
        for match in SKIP.finditer(text):
            yield f"{path}: a test must not be skipped: {match.group().strip()}"


def prose_is_plain(path: PurePosixPath, text: str) -> Iterator[str]:
    """Reject dialect, references to texts outside the repository, and docstrings that begin like a question."""
    if path.suffix not in {".py", ".html", ".md", ".txt", ".js"} or "content" in path.parts or path == THESE_PATTERNS:
        return
    for pattern in (DIALECT, ELSEWHERE):
        for match in pattern.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: say “{match.group()}” in the field's terms"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                docstring = ast.get_docstring(node) or ""
                if INDIRECT.match(docstring):
                    line = getattr(node, "lineno", 1)
                    yield f"{path}:{line}: the docstring says “{docstring.split()[0]} …” instead of what the thing is"


RULES: tuple[Rule, ...] = (
    locks_carry_no_address,
    no_machine_paths,
    names_say_what_is_inside,
    files_stay_small,
    prose_is_plain,
    nothing_is_skipped,
)


def no_import_circles(modules: dict[str, str]) -> Iterator[str]:
    """Reject modules that import themselves through others. Imports inside functions and for typing count."""
    graph = {name: set(_find_imports(text, modules)) for name, text in modules.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1]
            yield f"imports go in a circle: {' ← '.join(circle)}"
            graph[circle[1]].discard(circle[0])
        else:
            return


def no_app_dominates(modules: dict[str, str]) -> Iterator[str]:
    """Limit each app's share of the code."""
    lines: Counter[str] = Counter()
    for name, text in modules.items():
        lines[".".join(name.split(".")[:2])] += text.count("\n")
    for app, count in lines.items():
        if count > MAX_APP_SHARE * lines.total():
            yield f"{app}: {count / lines.total():.0%} of the code; {MAX_APP_SHARE:.0%} is the limit"


def no_class_name_twice(modules: dict[str, str]) -> Iterator[str]:
    """Reject two classes of one name; commands have the name that Django looks for."""
    homes: dict[str, list[str]] = {}
    for module, text in modules.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                homes.setdefault(node.name, []).append(module)
    for name, places in homes.items():
        if len(places) > 1:
            yield f"the class name {name} is used twice: {', '.join(places)}"


def _find_imports(text: str, modules: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in modules or node.module in modules:
                    yield name if name in modules else node.module


TREE_RULES: tuple[TreeRule, ...] = (no_import_circles, no_app_dominates, no_class_name_twice)


def read_modules(texts: dict[str, str]) -> dict[str, str]:
    """Return the source of every module of the packages by its dotted name, without migrations."""
    paths = {PurePosixPath(name): text for name, text in texts.items() if name.endswith(".py")}
    return {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__"): text
        for path, text in paths.items()
        if path.parts[0] in PACKAGES and "migrations" not in path.parts
    }


def find_faults(*, root: Path = ROOT) -> list[str]:
    """Return the faults of all text files under version control in `root`."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    faults: list[str] = []
    texts: dict[str, str] = {}
    for name in filter(None, listing.split("\0")):
        file = root / name
        content = file.read_bytes() if file.is_file() else b"\0"
        if b"\0" in content:
            continue
        texts[name] = content.decode()
        faults += [fault for rule in RULES for fault in rule(PurePosixPath(name), texts[name])]
    return faults + [fault for rule in TREE_RULES for fault in rule(read_modules(texts))]


if __name__ == "__main__":
    found = find_faults()
    print(*found, sep="\n")
    sys.exit(bool(found))
