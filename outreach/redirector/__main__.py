"""``python -m outreach.redirector``: the one supported way to start the redirector.

Nothing that it writes names a reader: it has no access log, and reads no forwarded addresses.
"""

import argparse
from collections.abc import Sequence

import uvicorn

from outreach.redirector.application import make_application


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve codes until the process is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m outreach.redirector", description="Answer scanned codes.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8001, help="the port to listen on (8001)")
    parser.add_argument("--socket", help="the path of a Unix socket to listen on, instead of an address and port")
    options = parser.parse_args(arguments)
    uvicorn.run(
        make_application(),
        host=options.host,
        port=options.port,
        uds=options.socket,
        lifespan="on",
        ws="none",
        workers=1,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
