"""Addresses of job pages in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.jobs import views


@hooks.register("register_admin_urls")
def job_urls() -> list[URLPattern]:
    return [path("jobs/<int:job_id>/status/", views.status, name="job_status")]
