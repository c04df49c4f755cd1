"""The command reference, told by the commands themselves."""

from collections.abc import Iterator

import click

from toolkit.cli.main import Commands, flowtly

_INTRODUCTION = """# Commands

This page is generated from the commands' own help. Data goes to stdout, talk and progress to stderr;
`NO_COLOR` is obeyed. Global options stand before the command: `flowtly --json plan budgets.xlsx`.
"""


def command_table() -> str:
    """Return the commands as a Markdown table."""
    rows = [f"| `flowtly {name}` | {line} |" for name, (_, line) in Commands.TABLE.items()]
    return "\n".join(["| command | does |", "| --- | --- |", *rows])


def commands_page() -> str:
    """Return the reference: the help of every command, word for word."""
    parts = [
        _INTRODUCTION,
        *(f"## {path}\n\n```text\n{text}\n```\n" for path, text in _helps(flowtly, "flowtly", None)),
    ]
    return "\n".join(parts)


def _helps(command: click.Command, path: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=parent, max_content_width=100)
    context.terminal_width = 100
    yield path, command.get_help(context).strip()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _helps(child, f"{path} {name}", context)
