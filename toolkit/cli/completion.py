"""`flowtly completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands in your shell.

    Example: flowtly completion bash >> ~/.bashrc
    """
    shell_class = get_completion_class(shell)
    if shell_class is not None:
        click.echo(shell_class(ctx.find_root().command, {}, "flowtly", "_FLOWTLY_COMPLETE").source())
