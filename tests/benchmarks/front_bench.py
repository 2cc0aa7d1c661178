"""P17: public pages in mixed languages, warm: from gunicorn alone, from nginx before it, and with gunicorn stopped.

The servers share the first core, wrk has the second. The limit is the same nginx sending the same bytes from disk.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.db import connection
from django.utils import timezone

from cms.emergency.face import keep_face
from outreach.links.creation import create_link
from outreach.links.snapshot import build_table
from outreach.redirector.link_table import TABLE_NAME, write_table
from tests.benchmarks.load import measure_load, pin
from tests.benchmarks.rows import Row
from tests.factories import ContactChannelFactory, FactFactory
from tests.pages.factories import BODY, PublicSite, make_public_site
from tests.services.processes import find_free_ports, spawn, stop_process
from tests.services.web import ROOT, get, start_nginx, start_web
from translations.languages import CODES, SOURCE

SECONDS = {"small": 3, "full": 10}
HOTLINE = "+84965001222"
MORE = """
    location /disk/ {{ root {folder}; default_type text/html; add_header Content-Encoding br; }}
    location ~ ^/[qQ]/ {{ proxy_pass http://127.0.0.1:{redirector}; }}
"""


def rows(scale: str) -> Iterator[Row]:
    site, paths = publish()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="nho-nguon-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        (folder / "main").mkdir()
        port, redirector_port = find_free_ports(2)
        web, address = start_web(
            folder=folder,
            environment={"DATA_DIR": str(folder)},
            options=["--workers=1", f"--bind=127.0.0.1:{port}"],
            before=pin(0),
        )
        stack.callback(stop_process, web)
        yield measure_gunicorn(port, paths, process=web.pid, seconds=SECONDS[scale])
        more = MORE.format(folder=folder, redirector=redirector_port)
        nginx, front, _purge = start_nginx(folder=folder, web=address, data=folder / "main", more=more, before=pin(0))
        stack.callback(stop_process, nginx)
        yield measure_nginx(front, paths, folder=folder, seconds=SECONDS[scale])
        code = start_redirector(folder, redirector_port, site, stack)
        keep_face(folder=folder / "main" / "emergency")
        yield measure_withdrawal(front, site)
        warm_up(front, paths)
        stop_process(web, seconds=20)
        yield count_answers(front, paths, code=code)


def publish() -> tuple[PublicSite, list[str]]:
    """Publish one story in all languages, and return the addresses of a home page, a list and the story in each."""
    site = make_public_site()
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value=HOTLINE)])
    story = site.publish(slug="front", body=BODY * 4)
    for code in CODES:
        if code != SOURCE:
            site.translate(story, code)
    stories = story.get_translations(inclusive=True).live()
    return site, [path for page in stories for path in (page.url_path, *_above(page.url_path))]


def _above(path: str) -> tuple[str, str]:
    language = path.split("/")[1]
    return f"/{language}/", f"/{language}/stories/"


def measure_gunicorn(port: int, paths: list[str], *, process: int, seconds: int) -> Row:
    """Measure the pages a second, and the processor's time for each: on a busy machine only that is the program's."""
    warm_up(port, paths)
    before = read_cpu_seconds(process)
    load = measure_load(port, paths, seconds=seconds)
    cpu_ms = (read_cpu_seconds(process) - before) / (load.per_second * seconds) * 1000
    return Row(
        id="P17a",
        what=f"{len(paths)} public pages, warm, gunicorn alone on one core",
        ours=f"{load.per_second:,.0f}/s, p99 {load.p99_ms:.1f} ms; {cpu_ms:.2f} ms of processor time a page",
        peer="",
        ratio=None,
        target="≥ 1,500/s, p99 ≤ 20 ms",
        met=load.per_second >= 1500 and load.p99_ms <= 20,
    )


def measure_nginx(port: int, paths: list[str], *, folder: Path, seconds: int) -> Row:
    """Compare the cache with files of the same bytes, sent by the same nginx."""
    files = []
    for number, path in enumerate(paths):
        file = folder / "disk" / f"{number}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(get(port, path, headers={"accept-encoding": "br"})[2])
        files.append(f"/disk/{number}.html")
    limit = measure_load(port, files, seconds=seconds)
    warm_up(port, paths)
    ours = measure_load(port, paths, seconds=seconds)
    ratio = ours.per_second / limit.per_second
    return Row(
        id="P17b",
        what="the same through nginx, which asks for the version each second, against the same bytes from disk",
        ours=f"{ours.per_second:,.0f}/s, p99 {ours.p99_ms:.1f} ms",
        peer=f"{limit.per_second:,.0f}/s",
        ratio=ratio,
        target="≥ 0.5×",
        met=ratio >= 0.5,
    )


def measure_withdrawal(port: int, site: PublicSite) -> Row:
    """Measure from the commit of a withdrawal until nginx answers with it."""
    times = []
    for number in range(5):
        page = site.publish(slug=f"withdrawn-{number}")
        path = page.url_path
        while get(port, path)[0] != 200:
            time.sleep(0.05)
        site.withdraw(page)
        started = time.perf_counter()
        while get(port, path)[0] == 200:
            time.sleep(0.01)
        times.append(time.perf_counter() - started)
    return Row(
        id="P17c",
        what="from the commit of a withdrawal until nginx answers with it, the longest of five",
        ours=f"{max(times):.2f} s",
        peer="",
        ratio=None,
        target="≤ 2 s",
        met=max(times) <= 2,
    )


def count_answers(port: int, paths: list[str], *, code: str) -> Row:
    """Ask for everything once more, with the web process stopped."""
    pages = sum(get(port, path, headers={"accept-encoding": "br"})[0] == 200 for path in paths)
    unknown = [get(port, f"/{language}/calls/unread/") for language in CODES]
    hotlines = sum(status == 503 and f"tel:{HOTLINE}" in body.decode() for status, _headers, body in unknown)
    redirected = get(port, f"/q/{code}")[0] == 302
    return Row(
        id="P17d",
        what="with gunicorn stopped: pages, languages in which any other address shows the hotline, a code",
        ours=f"{pages}, {hotlines}, {int(redirected)}",
        peer=f"{len(paths)}, {len(CODES)}, 1",
        ratio=None,
        target="all",
        met=(pages, hotlines, redirected) == (len(paths), len(CODES), True),
    )


def start_redirector(folder: Path, port: int, site: PublicSite, stack: ExitStack) -> str:
    story = site.publish(slug="scanned")
    link = create_link(item_kind="story", item_key=str(story.translation_key), language="vi")
    write_table(table=build_table(), path=folder / "spool" / TABLE_NAME)
    connection.close()
    environment = {"DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "outreach.redirector", "--port", str(port)]
    stack.callback(stop_process, spawn(command, log=folder / "redirector.log", environment=environment))
    deadline = timezone.now().timestamp() + 60
    while timezone.now().timestamp() < deadline:
        try:
            if get(port, "/health")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    return str(link.code)


def read_cpu_seconds(process: int) -> float:
    """Return the processor's time that a process and its children have used."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = int(used[11]) + int(used[12])
    return ticks / os.sysconf("SC_CLK_TCK") + sum(read_cpu_seconds(int(child)) for child in children)


def warm_up(port: int, paths: list[str]) -> None:
    for path in [*paths, *paths]:
        status, _headers, _body = get(port, path, headers={"accept-encoding": "br"})
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
