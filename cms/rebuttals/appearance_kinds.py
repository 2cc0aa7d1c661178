"""Kinds of places in which a claim appeared."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppearanceKind(models.TextChoices):
    POST = "post", _("Post")
    VIDEO = "video", _("Video")
    ARTICLE = "article", _("Article")
    OTHER = "other", _("Other")
