"""`python -m assay_local <command>`: what the Makefile calls."""

import sys
import time

import typer

from assay_local.errors import LocalError
from assay_local.settings import read_settings
from assay_local.stack import Stack

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def up(only: str = "") -> None:
    """Start the stack; heal and update it when it runs."""
    started = time.monotonic()
    Stack.of(read_settings()).up(typer.echo, frozenset(only.split(",")) if only else None)
    typer.echo(f"Up in {time.monotonic() - started:.0f} s.")


@app.command()
def down() -> None:
    """Stop the stack; its state stays."""
    typer.echo("Stopped." if Stack.of(read_settings()).down() else "Nothing was running.")


@app.command()
def clean() -> None:
    """Stop the stack and remove its state."""
    Stack.of(read_settings()).clean()


def main() -> None:
    try:
        app()
    except LocalError as problem:
        typer.echo(str(problem), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
