"""User accounts of the demonstration, named by their role and not after people."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from cms.users.models import User
from cms.users.roles import PER_LANGUAGE, Role, group_name
from translations.languages import TARGETS, get_language_entry

BYTES_OF_PASSWORD = 9


@dataclass(frozen=True)
class Person:
    """A demonstration user; ``organisation`` is an id in ``organisations.toml``, ``language`` that of the role."""

    username: str
    role: Role
    label: str
    language: str = ""
    interface: str = "vi"
    organisation: str = ""


SIGN_INS = (
    Person("editor", Role.EDITOR, "Biên tập viên"),
    Person("publisher", Role.PUBLISHER, "Người duyệt đăng"),
    Person("translator-ko", Role.TRANSLATOR, "Biên dịch tiếng Hàn", language="ko"),
    Person("reviewer-ko", Role.REVIEWER, "Hiệu đính tiếng Hàn", language="ko"),
    Person("outreach-officer", Role.OUTREACH_OFFICER, "Cán bộ đối ngoại"),
    Person("desk-lead", Role.DESK_LEAD, "Phụ trách Tổ"),
    Person("administrator", Role.ADMINISTRATOR, "Quản trị"),
    Person("partner-seoul", Role.PARTNER, "Cơ quan đại diện, Seoul", interface="ko", organisation="mission-kr"),
    Person("partner-canberra", Role.PARTNER, "Mission, Canberra", interface="en", organisation="mission-au"),
    Person("operator", Role.OPERATOR, "Vận hành màn hình", organisation="demo-screens"),
)
"""One user for each role. The operator's organisation is the demonstration network."""

_SIGN_IN_NAMES = {person.username for person in SIGN_INS}
OTHERS = tuple(
    Person(f"{role.value}-{code}", role, f"{label} {get_language_entry(code).name_vi.lower()}", language=code)
    for code in TARGETS
    for role, label in ((Role.TRANSLATOR, "Biên dịch"), (Role.REVIEWER, "Hiệu đính"))
    if f"{role.value}-{code}" not in _SIGN_IN_NAMES
)


def load_people() -> int:
    """Create missing users, without a password, and return how many."""
    made = 0
    for person in (*SIGN_INS, *OTHERS):
        user, created = User.objects.get_or_create(
            username=person.username,
            defaults={"first_name": f"{person.label} (minh họa)", "interface_language": person.interface},
        )
        if created:
            user.set_unusable_password()
            user.save()
            language = person.language if person.role in PER_LANGUAGE else None
            user.groups.add(Group.objects.get(name=group_name(person.role, language=language)))
            made += 1
    return made


def get_person(username: str) -> User:
    return User.objects.get(username=username)


def has_passwords() -> bool:
    """Return whether sign-ins were handed out, the last thing that is done: then the demonstration is loaded."""
    names = [person.username for person in SIGN_INS]
    return any(user.has_usable_password() for user in User.objects.filter(username__in=names))


@transaction.atomic
def get_sign_ins(path: Path, *, anew: bool = False) -> str:
    """Return the table of names and passwords, which are set once and stored only in this file (mode 600).

    The file is written last, inside the transaction: if the process is killed, neither is kept, and the next call
    starts again. Passwords that people have are changed only if ``anew`` asks for it: the database may be a restored
    one, or its file may be elsewhere.
    """
    if path.exists() and not anew:
        return path.read_text(encoding="utf-8")
    if has_passwords() and not anew:
        return (
            f"Sign in with the names and passwords that you have: they were set earlier, and their table isn't in "
            f"{path}. If they are lost, set new ones: .venv/bin/python manage.py load_demo --signins --anew\n"
        )
    passwords = {person.username: secrets.token_urlsafe(BYTES_OF_PASSWORD) for person in SIGN_INS}
    width = max(len(person.username) for person in SIGN_INS)
    lines = [f"{person.username:<{width}}  {passwords[person.username]}" for person in SIGN_INS]
    table = "\n".join(["One sign-in for each role (demonstration):", *lines, ""])
    for username, password in passwords.items():
        user = get_person(username)
        user.set_password(password)
        user.save(update_fields=["password"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(table)
    return table
