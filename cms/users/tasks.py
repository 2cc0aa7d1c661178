from django_tasks import task

from cms.users.new_password import mail_links
from cms.users.reset_notice import send_reset_notice
from cms.users.welcome import send_welcome


@task()
def mail_new_password(user_ids: list[int], language: str) -> None:
    """Send the links. Queued for unknown addresses too, without users, so that both take the same time."""
    mail_links(user_ids=user_ids, language=language)


@task()
def mail_authenticators_reset(user_id: int) -> None:
    send_reset_notice(user_id=user_id)


@task()
def mail_welcome(user_id: int) -> None:
    send_welcome(user_id=user_id)
