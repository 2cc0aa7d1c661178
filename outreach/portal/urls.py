from django.urls import path

from outreach.portal import figure_views, guides, screen_views, use_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("editions/<uuid:key>/", views.edition, name="edition"),
    path("editions/<uuid:key>/download/", views.download, name="download"),
    path("editions/<uuid:key>/files/<int:pk>/", views.download_file, name="file"),
    path("editions/<uuid:key>/files/<int:pk>/picture/", views.picture, name="picture"),
    path("editions/<uuid:key>/proof/", views.proof, name="proof"),
    path("editions/<uuid:key>/renew/", views.renew, name="renew"),
    path("editions/<uuid:key>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("editions/<uuid:key>/report/", use_views.report, name="report"),
    path("editions/<uuid:key>/report/many/", use_views.report_many, name="report_many"),
    path("editions/<uuid:key>/report/table.csv", use_views.table_template, name="table_template"),
    path("reports/<int:pk>/photo.jpg", use_views.photo, name="report_photo"),
    path("reports/<int:pk>/correct/", use_views.correct_report, name="correct_report"),
    path("screens/<uuid:key>/files/<slug:sha256>/", screen_views.screen_file, name="screen_file"),
    path("screens/<uuid:key>/files.zip", screen_views.screen_archive, name="screen_archive"),
    path("screens/<uuid:key>/scan-test.pdf", screen_views.scan_test, name="scan_test"),
    path("recalls/<int:pk>/", views.recall, name="recall"),
    path("figures/", figure_views.figures, name="figures"),
    path("calendar/", figure_views.calendar, name="calendar"),
    path("help/", guides.show_own_guide, name="help"),
    path("help/<slug:role>/", guides.show_guide, name="guide"),
]
