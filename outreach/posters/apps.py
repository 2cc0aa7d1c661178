from django.apps import AppConfig


class PostersConfig(AppConfig):
    name = "outreach.posters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact, fact_impact
        from cms.published import publication_changed
        from outreach.ledger.recall import item_recalled
        from outreach.posters.impact import posters_of_page, posters_with_fact
        from outreach.posters.signal_handlers import follow_publication, follow_recall

        publication_changed.connect(follow_publication, dispatch_uid="posters.follow_publication")
        item_recalled.connect(follow_recall, dispatch_uid="posters.follow_recall")
        change_impact.register("posters", posters_of_page)
        fact_impact.register("posters", posters_with_fact)
