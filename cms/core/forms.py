from typing import Any

from wagtail.admin.forms.pages import CopyForm

MAKES_LIVE = ("publish_copies", "alias")


class DraftCopyForm(CopyForm):
    """A copy is a new item: it starts as a draft and is approved like any other; there are no aliases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MAKES_LIVE:
            self.fields.pop(name, None)
