"""``volary serve``."""

import click

from volary.cli.context import Context, pass_context


@click.command("serve")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on (default 8620).")
@click.option("--workers", type=int, help="Server processes; more than one needs PostgreSQL.")
@click.option("--base-path", help="Path under which a reverse proxy publishes Volary.")
@click.option("--demo", is_flag=True, help="Load demo accounts and flights.")
@pass_context
def serve_command(
    context: Context,
    host: str | None,
    port: int | None,
    workers: int | None,
    base_path: str | None,
    demo: bool,
) -> None:
    """Serve the APIs and the pages until interrupted."""
    from volary.app.serve import serve  # noqa: PLC0415  # the web framework is loaded here only
    from volary.app.volary import Volary  # noqa: PLC0415

    settings = context.settings(
        serving=None, host=host, port=port, workers=workers, base_path=base_path
    )
    serve(Volary.build(settings), with_demo=demo)
