"""The web server's options do what they say."""

import subprocess
import sys

from tests.services.web import ROOT


def test_what_was_loaded_before_the_processes_start_is_excluded_from_garbage_collection() -> None:
    code = "import gc, runpy, sys; runpy.run_path(sys.argv[1])['when_ready'](None); print(gc.get_freeze_count())"
    command = [sys.executable, "-c", code, str(ROOT / "deploy" / "gunicorn.conf.py")]

    frozen = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert int(frozen) > 1000
