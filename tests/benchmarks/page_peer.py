"""The peer of P7: the same page with the same blocks, routed and served as Wagtail does it, in the barest template."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from wagtail import hooks
from wagtail.models import Page

TEMPLATE = """{% load wagtailcore_tags %}<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>{{ page.title }}</title></head><body><h1>{{ page.title }}</h1><p>{{ page.summary }}</p>
{% for block in page.body %}{% include_block block %}{% endfor %}</body></html>"""


def serve_bare(request: HttpRequest, address: str) -> HttpResponse:
    page, args, kwargs = Page.route_for_request(request, address)
    for hook in hooks.get_hooks("before_serve_page"):
        hook(page, request, args, kwargs)
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render(Page.get_context(page, request), request))


urlpatterns = i18n_patterns(path("<path:address>", serve_bare))
