from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from cms.users.signal_handlers import set_admin_language

        post_save.connect(set_admin_language, sender="users.User", dispatch_uid="users.set_admin_language")


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's account admin with this project's rules (``viewsets.py``)."""

    user_viewset = "cms.users.viewsets.AccountViewSet"
