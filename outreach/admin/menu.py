"""The admin menu "Outreach", to which each app of outreach adds its items."""

from django.http import HttpRequest
from wagtail.admin.menu import Menu, SubmenuMenuItem

HOOK = "register_outreach_menu_item"
outreach_menu = Menu(register_hook_name=HOOK)


class OutreachMenu(SubmenuMenuItem):
    """The menu itself, hidden from users to whom none of its items is shown."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.menu.menu_items_for_request(request))
