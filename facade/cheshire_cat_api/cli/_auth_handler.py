"""`cheshire-cat auth-handler`."""

from __future__ import annotations

from cheshire_cat_api.cli._providers import Kind, row

app = row(
    Kind(
        "auth-handler",
        "auth handler",
        "CoreOnlyAuthConfig",
        "",
        lambda cat: cat.auth_handler.get_auth_handler_settings(),
        lambda cat, name: cat.auth_handler.get_auth_handler_setting(name),
        lambda cat, name, values: cat.auth_handler.upsert_authenticator_setting(name, values),
        warning="A wrong auth handler locks out everybody who has no key. Go on?",
    )
)
