"""The files of ``deploy/``: whole, in agreement with the settings, and accepted by the programs that read them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest
import yaml

from tests.drill.document import DOCUMENT, ROOT, read_blocks, write_doctor_script, write_script
from tests.drill.installation import Installation, find_nginx, prepare
from translations.campaign.reading import VARIABLE

SETTINGS = ROOT / "cms" / "settings"
READERS = {"text", "filled_text", "words", "flag", "sender"}
# Set by developers or tests, never on a server.
DEVELOPERS = {"DEBUG", "PYTEST_XDIST_WORKER"}
COMPOSE_KEYS = {"name", "services", "volumes", "x-application"}
SERVICE_KEYS = {
    "build", "image", "env_file", "environment", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "volumes",
    "depends_on", "command", "ports", "deploy",
}  # fmt: skip
HARDENED = {
    "User": "nho-nguon",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "PrivateTmp": "yes",
    "Restart": "always",
}


@pytest.fixture(scope="module")
def written() -> Iterator[Installation]:
    """The units' and nginx's files, as the document's commands write them, without servers and set-up."""
    installation = prepare()
    script = write_script()
    try:
        parts = [block.text for block in read_blocks() if block.marks == {"drill"}]
        files = [text for text in parts if "$PSQL -t" not in text and " setup " not in text]
        assert len(files) == len(parts) - 2, script
        installation.run("\n".join(files))
        yield installation
    finally:
        installation.stop()


def list_variables() -> set[str]:
    """Return the name of every environment variable that decides about the settings."""
    found = {"DJANGO_SETTINGS_MODULE", VARIABLE}
    for path in SETTINGS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in READERS:
                found.add(str(node.args[0].value))
    return found - DEVELOPERS


def test_the_example_and_the_documentation_name_every_variable() -> None:
    example = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8")
    documented = DOCUMENT.read_text(encoding="utf-8").split("## Settings\n")[1].split("\n## ")[0]

    named = set(re.findall(r"^([A-Z0-9_]+)=", example, re.MULTILINE))

    assert named == list_variables()
    assert [name for name in sorted(named) if f"`{name}`" not in documented and f"`{name}=" not in documented] == []


def test_every_block_of_the_document_is_a_script() -> None:
    for block in read_blocks():
        checked = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, f"{block.text}\n{checked.stderr}"
    assert " doctor" in write_doctor_script()


def test_units_are_accepted_by_systemd_and_run_as_a_user_who_may_do_little(written: Installation) -> None:
    units = sorted(written.path("UNITS").glob("*.service"))
    names = [str(unit).replace("@.", "@1.") for unit in units]
    for name in names:
        if "@1." in name:
            written.path("UNITS").joinpath(name.rpartition("/")[2]).symlink_to(name.replace("@1.", "@."))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        env={"SYSTEMD_UNIT_PATH": f"{written.path('UNITS')}:", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    common = (written.path("UNITS") / "nho-nguon-.service.d" / "common.conf").read_text(encoding="utf-8")

    assert len(units) == 5
    assert (checked.returncode, [line for line in checked.stderr.splitlines() if "nho-nguon" in line]) == (0, [])
    assert [name for name, value in HARDENED.items() if f"\n{name}={value}\n" not in common] == []
    assert f"\nReadWritePaths={written.path('DATA')}\n" in common


def test_nginx_accepts_its_configuration(written: Installation) -> None:
    checked = subprocess.run(
        [find_nginx(), "-t", "-c", str(written.write_main())], capture_output=True, text=True, check=False
    )

    assert "test is successful" in checked.stderr, checked.stderr


def test_log_of_downloads_is_written_as_the_ledger_reads_it(written: Installation) -> None:
    documented = (ROOT / "docs" / "ledger.md").read_text("utf-8").split("```nginx\n")[1].split("```")[0]
    site = (written.path("NGINX") / "sites-available" / "nho-nguon").read_text(encoding="utf-8")

    assert documented.strip() in site
    for log in re.findall(r"log_format nho_nguon (.*?);", site, re.DOTALL):
        assert not {"$remote_addr", "$args", "$request ", "$request_uri", "$http_referer"} & set(log.split())


def test_compose_file_has_known_keys_and_runs_what_the_units_run() -> None:
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))

    assert set(compose) == COMPOSE_KEYS
    for name, service in compose["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        assert service["restart"] == "always"
    assert {"web", "worker", "scheduler", "redirector"} < set(compose["services"])
    assert compose["services"]["worker"]["deploy"]["replicas"] == 2
    volumes = {
        volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    }
    assert volumes == set(compose["volumes"])
