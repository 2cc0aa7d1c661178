from django.apps import AppConfig


class PostersConfig(AppConfig):
    name = "outreach.posters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact, fact_impact
        from cms.published import publication_changed
        from outreach.posters.impact import posters_of_item, posters_with_fact
        from outreach.posters.signal_handlers import follow_publication, follow_recall
        from outreach.recalls.recall import item_recalled

        publication_changed.connect(follow_publication, dispatch_uid="posters.follow_publication")
        item_recalled.connect(follow_recall, dispatch_uid="posters.follow_recall")
        change_impact.register("posters", posters_of_item)
        fact_impact.register("posters", posters_with_fact)
