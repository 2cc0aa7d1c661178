"""The peer of P6: the simplest redirector, a Django view under WSGI that redirects after one INSERT."""

import os
import uuid

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": os.environ["PGHOST"],
            "CONN_MAX_AGE": None,
        }
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY=uuid.uuid4().hex,
    USE_TZ=True,
)


def follow(request, code):
    minute = timezone.now().replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO scan VALUES (%s, %s, %s, %s)", [uuid.uuid4(), code, minute, "ko"])
    return HttpResponseRedirect("/ko/calls/a/")


urlpatterns = [path("q/<code>", follow)]
application = get_wsgi_application()
