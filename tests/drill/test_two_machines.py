"""Two machines with nothing in common but PostgreSQL, S3 and Valkey: what one does, the other shows."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from outreach.redirector.spool import OPEN, SEALED
from tests.drill.document import write_script_for
from tests.drill.installation import RELAY, Installation, prepare, prepare_another
from tests.drill.test_drill import MAKE_CONTENT, submit
from tests.fronts.world import eventually
from tests.media.recorded import RECORDED

FACTORY_PASSWORD = "right horse battery"
UNITS = (
    ("nho-nguon-web", ""),
    ("nho-nguon-worker@", "1"),
    ("nho-nguon-scheduler", ""),
    ("nho-nguon-redirector", ""),
    (RELAY, ""),
)
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Mobile"}

pytestmark = pytest.mark.slow(once_in=15)


@dataclass
class Machines:
    first: Installation
    second: Installation
    content: dict[str, str] = field(default_factory=dict)
    scans: int = 0

    @property
    def both(self) -> tuple[Installation, Installation]:
        return self.first, self.second

    def ask(self, sql: str) -> str:
        return self.first.run(f'$PSQL -d nho-nguon -Atc "{sql}"').strip()

    def scan(self, machine: Installation, *, times: int = 1) -> list[int]:
        """Scan the story's code through the machine's nginx; every answer below 500 is a scan that counts."""
        found = []
        for _ in range(times):
            answer = machine.get(f"/q/{self.content['code']}", headers=PHONE, allow_redirects=False)
            found.append(answer.status_code)
        self.scans += sum(status in {302, 410} for status in found)
        return found


@pytest.fixture
def machines() -> Iterator[Machines]:
    first = prepare("postgresql", "s3", "valkey")
    started = [first]
    try:
        first.install(with_bucket=True)
        second = prepare_another(first)
        started.append(second)
        copy_settings(first, second)
        second.install()
        key = first.manage("ledger_key").strip()
        purges = " ".join(f"http://{machine.variables['PURGE']}/" for machine in started)
        for machine, name in ((first, "first"), (second, "second")):
            machine.variables |= {"FIRST": "127.0.0.1", "SECOND": "127.0.0.1", "PURGES": purges, "LEDGER_KEY": key}
            machine.run(write_script_for(machine=name))
        found = Machines(first, second, json.loads(first.run(MAKE_CONTENT).splitlines()[-1]))
        for machine in started:
            for unit, instance in UNITS:
                machine.start_unit(unit, instance=instance)
        for machine in started:
            machine.start_nginx()
        yield found
    finally:
        for machine in reversed(started):
            machine.stop()


def copy_settings(first: Installation, second: Installation) -> None:
    """Copy the settings with the folders of this test, of which two real machines have the same; no second factor."""
    text = (first.path("CONFIGURATION") / "environment").read_text(encoding="utf-8")
    text = re.sub(r"^TWO_FACTOR_ROLES=.*$", 'TWO_FACTOR_ROLES=""', text, flags=re.MULTILINE)
    (first.path("CONFIGURATION") / "environment").write_text(text, encoding="utf-8")
    text = text.replace(str(first.folder), str(second.folder))
    (second.path("CONFIGURATION") / "environment").write_text(text, encoding="utf-8")


def test_two_machines_are_one_site(machines: Machines) -> None:
    publisher = sign_in(machines.first, name=machines.content["publisher"])
    upload_on_one_and_read_on_the_other(machines)
    both_show_the_story_and_its_code(machines)
    no_scan_is_lost_or_counted_twice(machines)

    leader = kill_the_scheduler(machines)
    withdraw(machines.second, key=machines.content["key"], browser=publisher)
    everything_of_the_story_is_gone(machines)
    the_other_scheduler_takes_over(machines, killed=leader)
    wait_for(lambda: counts_every_scan(machines))
    doctor_names_all_processes(machines)


def wait_for(check: Callable[[], bool]) -> None:
    assert eventually(check)


def sign_in(machine: Installation, *, name: str) -> requests.Session:
    browser = machine.open_browser()
    form = browser.get(f"{machine.address}/accounts/login/", timeout=60)
    signed_in = submit(browser, form, {"login": name, "password": FACTORY_PASSWORD})
    assert (signed_in.status_code, "sessionid" in browser.cookies) == (200, True), signed_in.url
    return browser


def upload_on_one_and_read_on_the_other(machines: Machines) -> None:
    """A picture that an editor uploads on one machine is shown by the other, which has it from the bucket."""
    browser = sign_in(machines.first, name=machines.content["editor"])
    buffer = BytesIO()
    Image.new("RGB", (400, 300), "red").save(buffer, "PNG")
    form = browser.get(f"{machines.first.address}/admin/images/add/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token
    collection = re.search(r'<input type="hidden" name="collection" value="(\d+)"', form.text)
    values = {
        "csrfmiddlewaretoken": token[1],
        "title": "Con đường đỏ",
        "collection": collection[1] if collection else "1",
    }
    sent = browser.post(
        form.url,
        data={**values, **RECORDED},
        files={"file": ("red.png", buffer.getvalue(), "image/png")},
        headers={"Referer": form.url},
        timeout=60,
    )
    assert sent.url.endswith("/admin/images/"), sent.text[:3000]

    listed = browser.get(f"{machines.second.address}/admin/images/", timeout=60)
    assert "Con đường đỏ" in listed.text
    picture = re.search(r'<img[^>]*src="(/[^"]*red[^"]*)"', listed.text)
    assert picture, listed.text[:3000]
    read = browser.get(f"{machines.second.address}{picture[1]}", timeout=60)
    assert (read.status_code, read.headers["Content-Type"].split("/")[0]) == (200, "image")


def both_show_the_story_and_its_code(machines: Machines) -> None:
    for machine in machines.both:
        wait_for(partial(shows_the_story, machines, machine))
        assert machine.get(machines.content["picture"]).content[:4] == b"\x89PNG"
        wait_for(partial(leads_to, 302, machines, machine))


def shows_the_story(machines: Machines, machine: Installation) -> bool:
    return "돌아온 병사" in machine.get(machines.content["story"]).text


def has_taken_down_the_story(machines: Machines, machine: Installation) -> bool:
    return machine.get(machines.content["story"]).status_code == 410


def leads_to(status: int, machines: Machines, machine: Installation) -> bool:
    return machines.scan(machine) == [status]


def no_scan_is_lost_or_counted_twice(machines: Machines) -> None:
    """Scans of both machines are counted once, while a redirector and a relay are killed."""
    for machine in machines.both:
        assert set(machines.scan(machine, times=20)) == {302}
    restart(machines.second, "nho-nguon-redirector")
    wait_for(partial(leads_to, 302, machines, machines.second))
    assert set(machines.scan(machines.second, times=10)) == {302}
    kill(machines.second, RELAY)
    assert set(machines.scan(machines.second, times=10)) == {302}
    machines.second.start_unit(RELAY)

    wait_for(lambda: counts_every_scan(machines))


def counts_every_scan(machines: Machines) -> bool:
    spools = [machine.path("DATA") / "spool" for machine in machines.both]
    waiting = [path for spool in spools for ending in (OPEN, SEALED) for path in spool.glob(f"*{ending}")]
    return not waiting and int(machines.ask("SELECT count(*) FROM links_scan")) == machines.scans


def kill(machine: Installation, name: str) -> None:
    process = machine.processes[name]
    process.send_signal(signal.SIGKILL)
    process.wait()


def restart(machine: Installation, name: str) -> None:
    """Kill a service and start it again, as systemd does."""
    kill(machine, name)
    machine.start_unit(name)


def doctor_names_all_processes(machines: Machines) -> None:
    """A process that was killed and started again is named once, half a minute after it was last heard of."""
    wait_for(lambda: machines.ask("SELECT count(*) FROM jobs_runningprocess WHERE kind = 'relay'") == "2")
    for machine in machines.both:
        lines = machine.run(f"{machine.variables['PROGRAMS']}/nho-nguon doctor || true").splitlines()
        for part in ("worker", "relay"):
            assert any(part in line and "2 running" in line for line in lines), lines
        assert any("scheduler" in line and "1 running" in line for line in lines), lines
        assert sum("come into the database" in line for line in lines) == 2, lines


def kill_the_scheduler(machines: Machines) -> str:
    """Kill the one that is at work; return its name."""
    leader = machines.ask("SELECT name FROM jobs_runningprocess WHERE kind = 'scheduler'")
    for machine in machines.both:
        if leader.endswith(f":{machine.processes['nho-nguon-scheduler'].pid}"):
            kill(machine, "nho-nguon-scheduler")
            return leader
    raise AssertionError(f"No machine has the scheduler {leader}.")


def withdraw(machine: Installation, *, key: str, browser: requests.Session) -> None:
    """Take the story down on this machine, with the session of the other."""
    form = browser.get(f"{machine.address}/admin/desk/{key}/take-down/", timeout=60)
    assert form.status_code == 200, form.url
    done: Any = submit(browser, form, {"language": "", "reason": "Sai địa danh"})
    assert done.status_code == 200, done.text[:3000]


def everything_of_the_story_is_gone(machines: Machines) -> None:
    """The page of both nginx and the code of both redirectors, while no scheduler is at work."""
    for machine in machines.both:
        wait_for(partial(has_taken_down_the_story, machines, machine))
        wait_for(partial(leads_to, 410, machines, machine))


def the_other_scheduler_takes_over(machines: Machines, *, killed: str) -> None:
    sql = "SELECT name FROM jobs_runningprocess WHERE kind = 'scheduler'"
    alive = {str(machine.processes["nho-nguon-scheduler"].pid) for machine in machines.both}

    def has_taken_over() -> bool:
        name = machines.ask(sql)
        return name != killed and name.rpartition(":")[2] in alive

    wait_for(has_taken_over)
