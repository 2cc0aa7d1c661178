from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.monitoring.access import may_read_metrics
from cms.monitoring.exposition import write_metrics
from cms.users.permissions import public


@public
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics, and 404 to everybody whom the settings don't name."""
    if not may_read_metrics(request):
        raise Http404
    text, content_type = write_metrics(accept=request.headers.get("accept", ""), at=timezone.now())
    return HttpResponse(text, content_type=content_type)
