from django.urls import path

from outreach.portal import account_views, guides, members_views, particulars_views, screen_views, views

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
    path("account/", account_views.account, name="account"),
    path("unsubscribe/<str:signed>/", account_views.unsubscribe, name="unsubscribe"),
    path("invitation/<str:token>/", members_views.invitation, name="invitation"),
    path("organisations/<uuid:key>/members/", members_views.members, name="members"),
    path("organisations/<uuid:key>/members/<int:pk>/remove/", members_views.remove, name="remove_member"),
    path("organisations/<uuid:key>/invitations/<int:pk>/revoke/", members_views.revoke, name="revoke_invitation"),
    path("organisations/<uuid:key>/particulars/", particulars_views.particulars, name="particulars"),
    path("organisations/<uuid:key>/particulars/<int:contact>/", particulars_views.propose, name="propose_particulars"),
]
