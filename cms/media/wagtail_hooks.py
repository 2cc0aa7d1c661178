"""The edit view of images, in place of Wagtail's: a changed credit of a picture in public waits for a second person."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images.views.images import EditView

from cms.change_requests.view_mixins import RequestedEditMixin
from cms.users.roles import Capability


class ImageEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    # This app comes before wagtail.images, so that this view is found first; the address is Wagtail's.
    return [path("images/<int:image_id>/", ImageEditView.as_view(), name="media_image_edit")]
