"""Wagtail's workflows: one for each language, the review of a page by it, and the permissions on the page trees.

No group has the permission to publish.
"""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import (
    GroupPagePermission,
    Page,
    Revision,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from cms.approvals.drafts import get_language
from cms.approvals.models import LanguageApprovalTask
from cms.approvals.permissions import get_approving_capability, get_writing_capability
from cms.approvals.refusals import DeskRefusal
from cms.core.models import BasePage
from cms.users.models import User
from cms.users.roles import CAPABILITIES, PER_LANGUAGE, Capability, group_name
from translations.languages import LANGUAGES, SOURCE, Language

HOME_DEPTH = 2
PAGE_PERMISSIONS = ("add_page", "change_page")
LOCK, UNLOCK = "lock_page", "unlock_page"
"""Whoever writes the source may lock a page of it; whoever approves it may unlock what somebody else locked."""


def start_review(*, page: BasePage, revision: Revision, by: User) -> TaskState:
    """Start the workflow of the page's language on this revision and return its step; the page must be in no other one.

    Raise ``DeskRefusal`` if the language has no active workflow. This writes what Wagtail's ``Workflow.start`` writes
    for a workflow of one step, but each row once and without reading it back to validate it.
    """
    tasks = LanguageApprovalTask.objects.filter(language=get_language(page), active=True)
    steps = WorkflowTask.objects.filter(task__in=tasks.values("pk"), workflow__active=True)
    link = steps.select_related("workflow", "task").first()
    if link is None:
        raise DeskRefusal("no_workflow", _("This language has no workflow yet: the set-up command creates one."))
    state = WorkflowState(
        content_type_id=page.content_type_id,
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow=link.workflow,
        status=WorkflowState.STATUS_IN_PROGRESS,
        requested_by=by,
    )
    WorkflowState.objects.bulk_create([state])  # save() would validate every relation first
    step: TaskState = TaskState.objects.create(workflow_state=state, revision=revision, task=link.task)
    WorkflowState.objects.filter(pk=state.pk).update(current_task_state=step)
    _log_start(page, state, step, by)
    return step


def _log_start(page: BasePage, state: WorkflowState, step: TaskState, by: User) -> None:
    """Add the entry that the page's history in Wagtail's admin shows for a started workflow."""
    workflow = {
        "id": state.workflow.pk,
        "title": state.workflow.name,
        "status": state.status,
        "next": {"id": step.task.pk, "title": step.task.name},
        "task_state_id": step.pk,
    }
    log(instance=page, action="wagtail.workflow.start", data={"workflow": workflow}, revision=step.revision, user=by)


def set_up_workflows() -> list[str]:
    """Create or update the workflow, task and page permissions of every language that has a home page.

    Return the codes of those languages. Idempotent.
    """
    done = []
    for language in LANGUAGES:
        homes = list(Page.objects.filter(depth=HOME_DEPTH, locale__language_code=language.code))
        if not homes:
            continue
        workflow = _make_workflow(language)
        for home in homes:
            WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
            _set_permissions(home, _list_permissions(language.code))
        done.append(language.code)
    return done


def _make_workflow(language: Language) -> Workflow:
    name = _("Approval: %(language)s") % {"language": language.name_vi if SOURCE == "vi" else language.name_en}
    task, _made = LanguageApprovalTask.objects.update_or_create(
        language=language.code, defaults={"name": name, "active": True}
    )
    task.groups.set(_get_groups(get_approving_capability(language.code), language.code))
    link = WorkflowTask.objects.filter(task=task).select_related("workflow").first()
    if link is not None:
        return link.workflow
    workflow: Workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _list_permissions(language: str) -> dict[str, list[Group]]:
    """Return the groups that have each page permission below the home page of this language.

    Translations have no locks: they are written at the translation desk, which knows none.
    """
    writers = _get_groups(get_writing_capability(language), language)
    permissions = dict.fromkeys(PAGE_PERMISSIONS, writers)
    if language == SOURCE:
        permissions |= {LOCK: writers, UNLOCK: _get_groups(get_approving_capability(language), language)}
    return permissions


def _set_permissions(home: Page, permitted: dict[str, list[Group]]) -> None:
    """Give these groups these permissions below this page, and remove every other page permission."""
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=permitted)
    kept = [
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)[0].pk
        for permission in permissions
        for group in permitted[permission.codename]
    ]
    GroupPagePermission.objects.filter(page=home).exclude(pk__in=kept).delete()
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()


def _get_groups(capability: Capability, language: str) -> list[Group]:
    roles = CAPABILITIES[capability]
    names = [group_name(role, language=language if role in PER_LANGUAGE else None) for role in sorted(roles)]
    return [Group.objects.get_or_create(name=name)[0] for name in names]
