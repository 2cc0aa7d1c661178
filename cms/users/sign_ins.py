"""Sign-ins, failures and changes of the second factor in the account's history, without addresses."""

from wagtail.log_actions import log

from cms.users.models import User

SIGNED_IN = "users.signed_in"
SIGN_IN_FAILED = "users.sign_in_failed"
AUTHENTICATOR_ADDED = "users.authenticator_added"
AUTHENTICATOR_REMOVED = "users.authenticator_removed"


def record_sign_in(*, user: User) -> None:
    log(instance=user, action=SIGNED_IN, user=user)


def record_failure(*, username: str) -> None:
    """Record a failure of an existing account. An unknown name isn't kept: it may be a password in the wrong field."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        log(instance=user, action=SIGN_IN_FAILED)


def record_wrong_code(*, user: User) -> None:
    log(instance=user, action=SIGN_IN_FAILED, data={"step": "code"})


def record_second_factor(*, user: User, is_added: bool) -> None:
    log(instance=user, action=AUTHENTICATOR_ADDED if is_added else AUTHENTICATOR_REMOVED, user=user)
