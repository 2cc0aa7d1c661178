"""Addresses of accounts: those of allauth's pages that are in use, and our own.

An administrator creates accounts and gives them their addresses, so there are no pages to sign up or to add an address.
"""

from allauth.account import views as accounts
from django.urls import include, path, re_path

from cms.users import views

_RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
_ALLAUTH = [
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("password/reset/", accounts.password_reset, name="account_reset_password"),
    path("password/reset/done/", accounts.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/", accounts.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    re_path(_RESET_KEY, accounts.password_reset_from_key, name="account_reset_password_from_key"),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("accounts/", include(_ALLAUTH)),
    path("accounts/<int:user_pk>/reset-authenticators/", views.reset_lost_authenticators, name="reset_authenticators"),
    path("accounts/after-sign-in/", views.after_sign_in, name="after_sign_in"),
    path("accounts/session/", views.session, name="session"),
    path("accounts/signed-in/", views.signed_in, name="signed_in"),
]
