from django.urls import re_path

from cms.calls import views

urlpatterns = [
    re_path(
        r"^calls/(?P<slug>[\w-]+)/form-(?P<paper>a4|letter)(?:-(?P<recipient>\d{1,9}))?\.pdf$",
        views.printed_form,
        name="printed_form",
    )
]
