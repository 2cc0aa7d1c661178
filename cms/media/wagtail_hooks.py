"""Additions of the media library to Wagtail: its edit view of images, recordings, the limit of a rendition's weight.

A changed credit of a picture in public waits for a second person. A script folds the credits in most languages.
"""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.images.views.images import EditView

from cms.change_requests.view_mixins import RequestedEditMixin
from cms.media.viewsets import RecordingGroup
from cms.media.weight import WeightOperation
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
    return [path("images/<int:image_id>/", ImageEditView.as_view(), name="media_image_edit")]


@hooks.register("register_image_operations")
def register_operations() -> list[tuple[str, type[WeightOperation]]]:
    return [("atmost", WeightOperation)]


@hooks.register("insert_global_admin_js")
def add_folding_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("js/folded-fields.js"))
