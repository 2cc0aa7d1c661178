"""Load from wrk on the second core, while the servers that are measured run on the first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

SCRIPT = """
local paths = {%s}
local place = 0
request = function()
  place = place + 1
  return wrk.format("GET", paths[place %% #paths + 1], {["Host"] = "localhost", ["Accept-Encoding"] = "br"})
end
"""


@dataclass(frozen=True)
class Load:
    per_second: float
    p99_ms: float


def pin(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if (os.cpu_count() or 1) > 1 and shutil.which("taskset") else []


def measure_load(port: int, paths: Sequence[str], *, seconds: int, connections: int = 16) -> Load:
    """Return how many of these pages a second are answered, one after the other; raise if any isn't."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is missing. Run (as root): apt-get install -y wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % ", ".join(f'"{path}"' for path in paths))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script.name]
        result = subprocess.run(
            [*pin(1), *command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True
        )
    answered = re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", result.stdout)
    if answered is None or p99 is None or "Non-2xx" in result.stdout or "Socket errors" in result.stdout:
        raise RuntimeError(f"wrk received other responses than pages:\n{result.stdout}")
    return Load(float(answered[1]), float(p99[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]])
