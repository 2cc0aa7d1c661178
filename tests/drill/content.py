"""Makes a story that is public in two languages, with a picture, a printed code and the sign-in of nobody.

``python -m tests.drill.content`` runs in the installation's copy of the code with its settings, and prints JSON.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO

import django


def main() -> None:
    django.setup()
    from django.core.files.base import ContentFile
    from PIL import Image

    from cms.media.models import CampaignImage
    from outreach.links.creation import create_link
    from tests.approvals.factories import accept, hand_in, make_desk, make_source, make_translation
    from tests.media.recorded import RECORDED

    buffer = BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    file = ContentFile(buffer.getvalue(), name="image.png")
    image = CampaignImage.objects.create(title="Image", file=file, **RECORDED)
    desk = make_desk()
    story = make_source(desk.editor, picture=image)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="이야기.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    link = create_link(item_kind="story", item_key=str(story.translation_key), language="ko")
    korean.refresh_from_db()
    found = {"code": link.code, "picture": image.get_rendition("width-200").url, "story": korean.url_path}
    found |= {"key": str(story.translation_key), "editor": desk.editor.username, "publisher": desk.publisher.username}
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
