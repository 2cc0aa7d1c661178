"""Settings of the peer of P7."""

from cms.settings.test import *  # noqa: F403  (settings extend their base)

ROOT_URLCONF = "tests.benchmarks.bare"
