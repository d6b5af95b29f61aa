"""payee-key: a new key for winners' numbers; everything is sealed anew under it, and the older keys are removed."""

from __future__ import annotations

import click

from portal.cli import cli
from portal.cli.serving import settings_or_exit


@cli.command("payee-key")
def rotate() -> None:
    """Change the key that winners' account numbers are sealed with, in one transaction.

    On several machines: copy the new file of the keys folder to all of them, then restart.
    """
    from judging.actions.payees import reseal_details  # noqa: PLC0415  a server does without all this
    from portal.app import create_inner_app  # noqa: PLC0415
    from portal.clock import clock  # noqa: PLC0415
    from portal.db import transaction  # noqa: PLC0415
    from portal.payee_vault import drop_payee_keys, make_payee_key, reseal  # noqa: PLC0415

    settings = settings_or_exit()
    app = create_inner_app(settings)
    with app.app_context():
        key_id = make_payee_key(settings.keys_folder, again=True)
        with transaction() as session:
            rows = reseal_details(session, reseal, key_id=key_id, now=clock())
        dropped = drop_payee_keys(settings.keys_folder, but=key_id)
    click.echo(f"✓ key {key_id}: {rows} sealed anew, {dropped} older removed")
