from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "cms.credentials"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from cms.backups.parts import register_part
        from cms.credentials.checks import check_authority
        from cms.credentials.keys import list_key_files

        register(check_authority, deploy=True)
        for part in list_key_files():
            register_part(part)
