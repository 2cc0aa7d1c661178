from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_login_failed
        from django.db.models.signals import post_save

        from cms.users.signal_handlers import on_sign_in_failed, on_signed_in, set_admin_language

        post_save.connect(set_admin_language, sender="users.User", dispatch_uid="users.set_admin_language")
        user_logged_in.connect(on_signed_in, dispatch_uid="users.on_signed_in")
        user_login_failed.connect(on_sign_in_failed, dispatch_uid="users.on_sign_in_failed")


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's account admin with this project's rules (``viewsets.py``)."""

    user_viewset = "cms.users.viewsets.AccountViewSet"
