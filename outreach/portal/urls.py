from django.urls import path

from outreach.portal import guides, screen_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("editions/<uuid:key>/", views.edition, name="edition"),
    path("editions/<uuid:key>/download/", views.download, name="download"),
    path("editions/<uuid:key>/files/<int:pk>/", views.download_file, name="file"),
    path("editions/<uuid:key>/proof/", views.proof, name="proof"),
    path("editions/<uuid:key>/renew/", views.renew, name="renew"),
    path("editions/<uuid:key>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("editions/<uuid:key>/report/", views.report, name="report"),
    path("reports/<int:pk>/correct/", views.correct_report, name="correct_report"),
    path("screens/<uuid:key>/files/<slug:sha256>/", screen_views.screen_file, name="screen_file"),
    path("screens/<uuid:key>/files.zip", screen_views.screen_archive, name="screen_archive"),
    path("screens/<uuid:key>/scan-test.pdf", screen_views.scan_test, name="scan_test"),
    path("recalls/<int:pk>/", views.recall, name="recall"),
    path("help/", guides.show_own_guide, name="help"),
    path("help/<slug:role>/", guides.show_guide, name="guide"),
]
