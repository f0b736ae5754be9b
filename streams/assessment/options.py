"""The options that the commands which write a month as files have in common."""

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option(help="The folder the files go to; it is made.")]
Preview = Annotated[bool, typer.Option("--preview", help="As the archive has it now, even if closed.")]
FORMATS = typer.Option("--format", help="May be given several times; xlsx.")
