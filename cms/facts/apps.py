from django.apps import AppConfig
from django.core import checks as django_checks
from django.core.signals import request_finished, request_started


class FactsConfig(AppConfig):
    name = "cms.facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.campaign.loading import register_loader
        from cms.core.cache_invalidation import watch
        from cms.core.publication import register_check
        from cms.core.search import register_answer, register_tokens
        from cms.core.search_index.page_texts import register_hidden
        from cms.facts import search_numbers, signal_handlers
        from cms.facts.checks import check_page_facts, check_register
        from cms.facts.loading import load_contacts
        from cms.facts.models import ContactChannel, FactVersion, Revocation
        from cms.facts.signals import channel_changed, fact_changed
        from cms.facts.verification import is_evidence
        from cms.media.usage import register_holder

        register_loader("contact", load_contacts)
        register_check("facts", check_page_facts)
        register_hidden("facts", search_numbers.blank_tokens)
        register_tokens("facts", search_numbers.list_tokens)
        register_answer("facts", search_numbers.find_number)
        register_holder("facts", is_evidence)
        watch(ContactChannel, FactVersion, Revocation)
        django_checks.register(check_register, django_checks.Tags.database)
        request_started.connect(signal_handlers.on_request_started, dispatch_uid="facts.request_started")
        request_finished.connect(signal_handlers.on_request_finished, dispatch_uid="facts.request_finished")
        for signal, name in ((fact_changed, "fact_changed"), (channel_changed, "channel_changed")):
            signal.connect(signal_handlers.on_register_changed, dispatch_uid=f"facts.{name}")
