"""Options of the web server, alike in production and for ``make run``; what is particular is on the command line.

Two processes, so that a long request doesn't block others.
"""

import gc

wsgi_app = "cms.wsgi"
workers = 2
threads = 4
preload_app = True
timeout = 120
loglevel = "warning"
# A search of any length gets a page in the reader's language. What is too long for the system, nginx refuses.
limit_request_line = 0


def when_ready(_server: object) -> None:
    """Exclude what was loaded from garbage collection, before the processes are started from this one.

    None of it is ever collected, and looking through it took a quarter of the time of the checks of a long text.
    """
    gc.freeze()
