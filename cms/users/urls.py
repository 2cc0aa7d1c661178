from django.urls import path

from cms.users import views

urlpatterns = [
    path("accounts/<int:user_pk>/reset-authenticators/", views.reset_lost_authenticators, name="reset_authenticators"),
    path("accounts/after-sign-in/", views.after_sign_in, name="after_sign_in"),
    path("accounts/session/", views.session, name="session"),
    path("accounts/signed-in/", views.signed_in, name="signed_in"),
]
