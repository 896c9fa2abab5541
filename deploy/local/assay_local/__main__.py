"""`python -m assay_local <command>`: what the Makefile calls."""

import logging
import sys
import time

import typer

from assay_local import docker, logs, outputs, status
from assay_local.doctor.checkup import examine
from assay_local.errors import LocalError
from assay_local.settings import read_settings
from assay_local.stack import Stack

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def up(only: str = typer.Option("", help="names of processes, separated by commas")) -> None:
    """Start the stack; heal and update it when it runs."""
    settings = read_settings()
    started = time.monotonic()
    stack = Stack.of(settings)
    if docker.is_chosen(settings):
        docker.up(stack)
    else:
        stack.up(typer.echo, frozenset(only.split(",")) if only else None)
    typer.echo(f"Up in {time.monotonic() - started:.0f} s.")
    if not only:
        typer.echo(outputs.closing_lines(stack.layout))


@app.command()
def down() -> None:
    """Stop the stack; its data stays."""
    settings = read_settings()
    if docker.is_chosen(settings):
        docker.compose(Stack.of(settings), "down")
        return
    typer.echo("Stopped." if Stack.of(settings).down() else "Nothing was running.")


@app.command("status")
def show_status() -> None:
    """Say what runs; ends with 1 when something does not."""
    settings = read_settings()
    if docker.is_chosen(settings):
        docker.compose(Stack.of(settings), "ps", "--all")
        return
    sys.exit(0 if status.show(Stack.of(settings)) else 1)


@app.command("logs")
def show_logs(name: str = typer.Argument("")) -> None:
    """Follow the logs of all processes or of one."""
    settings = read_settings()
    if docker.is_chosen(settings):
        docker.compose(Stack.of(settings), "logs", "--follow", "--tail", "20", *([name] if name else []))
        return
    for line in logs.follow(Stack.of(settings).layout, name or None):
        typer.echo(line)


@app.command()
def clean() -> None:
    """Stop the stack and remove its data."""
    settings = read_settings()
    if docker.is_chosen(settings):
        docker.compose(Stack.of(settings), "down", "--volumes")
    Stack.of(settings).clean()


@app.command()
def migrate() -> None:
    """Run every job of the start again."""
    Stack.of(read_settings()).migrate(typer.echo)


@app.command()
def doctor() -> None:
    """Ask each part of the running stack to do its work once."""
    stack = Stack.of(read_settings())
    logging.disable(logging.CRITICAL)  # the libraries' own words about a failure; the findings say it once
    sys.exit(0 if examine(outputs.read_outputs(stack.layout), typer.echo) else 1)


def main() -> None:
    try:
        app()
    except LocalError as problem:
        typer.echo(str(problem), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
