from django.apps import AppConfig
from django.db.models.signals import post_save


class PostersConfig(AppConfig):
    name = "outreach.posters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact, fact_impact
        from cms.published import publication_changed
        from outreach.ledger.derivations import register_derivation
        from outreach.organisations.models import Organisation
        from outreach.posters.impact import posters_of_item, posters_with_fact
        from outreach.posters.loop_release import LoopsReplay
        from outreach.posters.reach import find_reach, list_targets
        from outreach.posters.recall_names import name_poster
        from outreach.posters.release import PostersReplay
        from outreach.posters.signal_handlers import (
            on_item_recalled,
            on_organisation_saved,
            on_publication_changed,
            on_recall_lifted,
        )
        from outreach.recalls.lifting import recall_lifted
        from outreach.recalls.reach import register_reach, register_targets
        from outreach.recalls.recall import recall_announced
        from outreach.recalls.titles import register_namer

        publication_changed.connect(on_publication_changed, dispatch_uid="posters.on_publication_changed")
        recall_announced.connect(on_item_recalled, dispatch_uid="posters.on_item_recalled")
        post_save.connect(on_organisation_saved, sender=Organisation, dispatch_uid="posters.on_organisation_saved")
        recall_lifted.connect(on_recall_lifted, dispatch_uid="posters.on_recall_lifted")
        change_impact.register("posters", posters_of_item)
        fact_impact.register("posters", posters_with_fact)
        register_derivation("posters", PostersReplay)
        register_derivation("loops", LoopsReplay)
        register_reach("posters", find_reach)
        register_targets("posters", list_targets)
        register_namer("poster", name_poster)
