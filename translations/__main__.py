"""Command for the interface catalogues: ``python -m translations compile``, ``merge`` or ``check``.

``compile`` needs only the site's runtime dependencies; ``merge`` and ``check`` extract the messages with xgettext.
"""

import argparse
import sys

from translations.catalogues import compile_catalogues, find_faults
from translations.merging import merge
from translations.wagtail_catalogue import find_wagtail_faults, merge_wagtail_catalogues


def main() -> int:
    parser = argparse.ArgumentParser(description="Extract, check and compile the interface catalogues.")
    parser.add_argument("verb", choices=["compile", "merge", "check"])
    verb = parser.parse_args().verb
    if verb == "compile":
        print(f"Compiled {compile_catalogues()} catalogues.")  # noqa: T201  # a command's output
        return 0
    if verb == "merge":
        for report in merge():
            print(report)  # noqa: T201  # a command's output
        merge_wagtail_catalogues()
        return 0
    faults = sorted([*find_faults(), *find_wagtail_faults()])
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201  # a command's output
    print(f"Found {len(faults)} faults in the catalogues.")  # noqa: T201  # a command's output
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
