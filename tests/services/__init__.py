"""Real servers for tests: PostgreSQL, S3 and Valkey, from Python packages, each in a temporary folder.

The main pytest process starts them once; xdist workers find their addresses in the environment.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.postgresql import start_postgresql
from tests.services.processes import stop_process
from tests.services.s3 import start_s3
from tests.services.valkey import start_valkey

STARTERS = {"postgresql": start_postgresql, "s3": start_s3, "valkey": start_valkey}


@dataclass
class RunningServices:
    """The servers of one test run, and the environment variables with their addresses."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def stop(self) -> None:
        """Stop every server by its process id and remove its files."""
        for process in reversed(self.processes):
            stop_process(process)
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_services(*names: str, databases: Path | None = None) -> RunningServices:
    """Start the named servers, PostgreSQL with a copy of `databases`; if one fails, stop the others and re-raise."""
    folder = Path(tempfile.mkdtemp(prefix="nho-nguon-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user, who must reach its folder inside
    services = RunningServices(folder=folder)
    try:
        for name in names:
            service_folder = folder / name
            service_folder.mkdir()
            more = {"copy_of": databases} if name == "postgresql" and databases else {}
            process, variables = STARTERS[name](folder=service_folder, **more)
            services.processes.append(process)
            services.environment.update(variables)
    except BaseException:
        services.stop()
        raise
    return services
