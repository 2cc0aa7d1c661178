from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "cms.installation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from cms.backups.parts import register_after_restore
        from cms.installation import checks, machine, operation, public_address, signing
        from cms.installation.diagnosis import register_examination
        from cms.installation.steps import collect_restored

        register_after_restore("installation", collect_restored)
        register(checks.check_catalogues, Tags.translation, deploy=True)
        register(checks.check_addresses, Tags.security, deploy=True)
        register(checks.check_storage_and_cache, deploy=True)
        register(checks.check_licences, deploy=True)
        for part, examination, advice in (
            ("settings", machine.examine_settings, ""),
            ("catalogues", machine.examine_catalogues, ""),
            ("database", machine.examine_database, "Start the database, and compare DATABASE_URL with its address."),
            ("cache", machine.examine_cache, "Start the cache server, and compare CACHE_URL with its address."),
            (
                "storage",
                machine.examine_storage,
                "See that the storage runs, and that its folder or key may be written.",
            ),
            ("signing", signing.examine_signing, ""),
            ("site", public_address.examine_site, public_address.ADVICE),
            ("queue", operation.examine_queue, ""),
            ("processes", operation.examine_processes, ""),
            ("mail", machine.examine_mail, "Compare EMAIL_HOST, EMAIL_PORT and the password with the mail server's."),
            ("contacts", operation.examine_contacts, ""),
            ("people", operation.examine_people, ""),
            ("front servers", operation.examine_fronts, ""),
            ("back-up", machine.examine_back_up, "Make a new back-up; the record of the last is damaged."),
            ("disk", machine.examine_disk, "See that DATA_DIR exists and belongs to the service's user."),
            ("licences", machine.examine_licences, ""),
        ):
            register_examination(part, examination, advice=advice)
