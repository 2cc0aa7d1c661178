"""The peer of P7: a page as plain Wagtail serves it, under the product's own middlewares and gunicorn."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from wagtail.models import Site

TEMPLATE = """{% load wagtailcore_tags %}<!doctype html><html lang="vi"><title>{{ page.title }}</title>
<h1>{{ page.title }}</h1><p>{{ page.summary }}</p>{% include_block page.body %}</html>"""


def serve(request: HttpRequest, rest: str) -> HttpResponse:
    """Route from the site's root, get the specific page, render its blocks."""
    site = Site.find_for_request(request)
    route = site.root_page.specific.route(request, [part for part in rest.split("/") if part][1:])
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({"page": route.page}, request))


# The middleware reverses the admin's address.
urlpatterns = [path("bare/<path:rest>", serve), path("admin/", include("wagtail.admin.urls"))]
