"""The site runs without outreach (``APPS=cms``), tested in a separate process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WALK = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
call_command("check")
def list_outreach_packages():
    return sorted(".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("outreach."))

from django.test import Client
Client().get("/vi/")
print("before the demonstration:", *list_outreach_packages())
call_command("load_demo", verbosity=0)
from django.contrib.auth import get_user_model
from wagtail.models import Page
calls = Page.objects.type(django.apps.apps.get_model("calls.CallPage"))
call = calls.filter(live=True, url_path__startswith="/vi/").first()
client = Client()
desk = get_user_model().objects.filter(groups__name="publisher").first()
answers = [client.get(path).status_code for path in ("/vi/", call.url_path, "/vi/search/?q=a", "/sitemap-vi.xml")]
answers.append(client.get("/q/NQNQNQ", follow=True).status_code)
client.force_login(desk, backend="cms.users.backends.UserBackend")
answers += [client.get(path).status_code for path in ("/admin/", "/admin/desk/", f"/admin/pages/{call.pk}/edit/")]
print("answers", *answers)
print("after the demonstration:", *dict.fromkeys(list_outreach_packages()))
"""


@pytest.mark.slow
def test_site_runs_without_outreach(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "STORAGE"}},
        "APPS": "cms",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "ALLOWED_HOSTS": "testserver",
    }

    result = subprocess.run(
        [sys.executable, "-c", WALK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "answers 200 200 200 200 404 200 200 200" in result.stdout
    assert "before the demonstration:\n" in result.stdout
    assert result.stdout.splitlines()[-1] == "after the demonstration:"
