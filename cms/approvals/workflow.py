"""One workflow a language, and what each role may touch in the trees of pages. Nobody may ``publish``."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from cms.approvals.models import LanguageApprovalTask
from cms.users.roles import CAPABILITIES, PER_LANGUAGE, Capability, Role, group_name
from translations.languages import LANGUAGES, SOURCE, Language

HOME_DEPTH = 2
PAGE_PERMISSIONS = ("add_page", "change_page")


def set_up_workflows() -> list[str]:
    """Make or mend workflow, step and page permissions of every language that has a home page; return those codes.

    May run any number of times.
    """
    done = []
    for language in LANGUAGES:
        homes = list(Page.objects.filter(depth=HOME_DEPTH, locale__language_code=language.code))
        if not homes:
            continue
        workflow = _make_workflow(language)
        for home in homes:
            WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
            _grant(home, _get_writers(language.code))
        done.append(language.code)
    return done


def _make_workflow(language: Language) -> Workflow:
    name = _("Approval: %(language)s") % {"language": language.name_vi}
    task, _made = LanguageApprovalTask.objects.update_or_create(
        language=language.code, defaults={"name": name, "active": True}
    )
    task.groups.set(_get_groups(_get_approving(language.code), language.code))
    link = WorkflowTask.objects.filter(task=task).select_related("workflow").first()
    if link is not None:
        return link.workflow
    workflow: Workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _grant(home: Page, groups: list[Group]) -> None:
    """Give exactly these groups the right to write below this page, and take every other right away."""
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS)
    kept = [
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)[0].pk
        for group in groups
        for permission in permissions
    ]
    GroupPagePermission.objects.filter(page=home).exclude(pk__in=kept).delete()
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()


def _get_writers(language: str) -> list[Group]:
    capability = Capability.WRITE_SOURCE if language == SOURCE else Capability.TRANSLATE
    return _get_groups(CAPABILITIES[capability], language)


def _get_approving(language: str) -> frozenset[Role]:
    return CAPABILITIES[Capability.PUBLISH_SOURCE if language == SOURCE else Capability.REVIEW]


def _get_groups(roles: frozenset[Role], language: str) -> list[Group]:
    names = [group_name(role, language=language if role in PER_LANGUAGE else None) for role in sorted(roles)]
    return [Group.objects.get_or_create(name=name)[0] for name in names]
