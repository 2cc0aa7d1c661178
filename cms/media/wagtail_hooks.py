"""Additions of the media library to Wagtail: its edit view of images, recordings, the limit of a rendition's weight.

A changed credit of a picture in public waits for a second person. A script folds the credits in most languages.
"""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.images.views.images import EditView

from cms.change_requests.view_mixins import RequestedEditMixin
from cms.media import upload_views
from cms.media.viewsets import RecordingGroup
from cms.media.weight import WeightOperation
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability


@hooks.register("register_admin_viewset")
def register_recordings() -> RecordingGroup:
    return RecordingGroup()


class ImageEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    # This app comes before wagtail.images, so that this view is found first; the address is Wagtail's.
    return [
        path("images/<int:image_id>/", ImageEditView.as_view(), name="media_image_edit"),
        path("films/upload/", upload_views.upload_page, name="film_upload"),
        path("films/uploads/", upload_views.begin, name="film_uploads"),
        path("films/uploads/<uuid:key>/", upload_views.parts, name="film_upload_parts"),
    ]


@hooks.register("register_admin_menu_item")
def upload_menu_item() -> MenuItem:
    return CapabilityMenuItem(
        _("Upload a film in parts"), "film_upload", Capability.WRITE_SOURCE, icon="upload", order=265
    )


@hooks.register("register_image_operations")
def register_operations() -> list[tuple[str, type[WeightOperation]]]:
    return [("atmost", WeightOperation)]


@hooks.register("insert_global_admin_js")
def add_folding_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("js/folded-fields.js"))
