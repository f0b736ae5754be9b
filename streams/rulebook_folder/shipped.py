"""The rulebooks that ship with the program, each known by the name of its folder."""

from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "rulebooks"
DEFAULT_RULEBOOK = "promise-legal"


def shipped_rulebook(name: str = DEFAULT_RULEBOOK) -> Path:
    """The folder of a rulebook that ships with the program."""
    return SHIPPED / name


def shipped_names() -> list[str]:
    """The names of all that ship."""
    return sorted(folder.name for folder in SHIPPED.iterdir() if folder.is_dir())


def shipped_or_path(path: Path) -> Path:
    """The folder of the shipped rulebook of this name, unless there is something at that path; else the path."""
    named = path.name == str(path) and path.name in shipped_names()
    return shipped_rulebook(path.name) if named and not path.exists() else path
