"""Addresses of signing in and of one's own account.

The names are those that allauth looks for; its other pages (sign-up form, social accounts, mails
with links) are not here on purpose.
"""

from django.urls import path

from interior_portal.accounts.views import account, second_factor, sessions, sign_in, substitution

urlpatterns = [
    path("", account.home, name="account"),
    path("details/", account.details, name="account_details"),
    path("email/", account.change_email, name="account_change_email"),
    path("phone/", account.change_phone, name="account_change_phone"),
    path("new-address/", account.confirm_address, name="account_confirm_address"),
    path("identity/", account.confirm_identity, name="account_confirm_identity"),
    path("identity/password/", account.reauthenticate, name="account_reauthenticate"),
    path("identity/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("identity/key/", second_factor.reauthenticate_by_key, name="mfa_reauthenticate_webauthn"),
    path("password/", account.change_password, name="account_change_password"),
    path("sessions/", sessions.sessions, name="usersessions_list"),
    path("substitution/", substitution.mine, name="account_substitution"),
    path("substitution/new/", substitution.arrange, name="account_substitution_new"),
    path(
        "substitution/colleagues/", substitution.colleagues, name="account_substitution_colleagues"
    ),
    path(
        "substitution/colleagues/<int:pk>/",
        substitution.arrange_for,
        name="account_substitution_for",
    ),
    path("substitution/<str:reference>/", substitution.one, name="account_substitution_one"),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.enter_code, name="account_enter_code"),
    path("sign-in/staff/", sign_in.staff_sign_in, name="account_staff_login"),
    path("sign-in/second-factor/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("inactive/", sign_in.inactive, name="account_inactive"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/app/", second_factor.add_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path(
        "second-factor/recovery-codes/",
        second_factor.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/make/",
        second_factor.make_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/download/",
        second_factor.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/keys/", second_factor.keys, name="mfa_list_webauthn"),
    path("second-factor/keys/add/", second_factor.add_key, name="mfa_add_webauthn"),
    path("second-factor/keys/<int:pk>/", second_factor.rename_key, name="mfa_edit_webauthn"),
    path(
        "second-factor/keys/<int:pk>/remove/", second_factor.remove_key, name="mfa_remove_webauthn"
    ),
]
