"""Menu of outreach in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from outreach.admin.menu import OutreachMenu, outreach_menu


@hooks.register("register_admin_menu_item")
def outreach_menu_item() -> OutreachMenu:
    return OutreachMenu(_("Outreach"), outreach_menu, icon_name="globe", order=350)
