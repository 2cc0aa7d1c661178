from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
        from django.contrib.auth.signals import user_logged_in, user_login_failed
        from django.core.checks import Tags, register
        from django.db.models.signals import post_save

        from cms.users import signal_handlers
        from cms.users.checks import check_front_servers, check_second_factor

        post_save.connect(
            signal_handlers.set_admin_language, sender="users.User", dispatch_uid="users.set_admin_language"
        )
        user_logged_in.connect(signal_handlers.on_signed_in, dispatch_uid="users.on_signed_in")
        user_login_failed.connect(signal_handlers.on_sign_in_failed, dispatch_uid="users.on_sign_in_failed")
        authentication_failed.connect(signal_handlers.on_wrong_code, dispatch_uid="users.on_wrong_code")
        authenticator_added.connect(signal_handlers.on_authenticator_added, dispatch_uid="users.on_authenticator_added")
        authenticator_removed.connect(
            signal_handlers.on_authenticator_removed, dispatch_uid="users.on_authenticator_removed"
        )
        register(check_front_servers, Tags.security, deploy=True)
        register(check_second_factor, Tags.security, deploy=True)


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's account admin with this project's rules (``viewsets.py``)."""

    user_viewset = "cms.users.viewsets.AccountViewSet"
