"""Checks the table `[office]` of rulebook.toml: the heading of the notices."""

from collections.abc import Mapping

from streams.rulebook_folder.settings_tree import Settings

OFFICE_SETTINGS = ("name", "heading", "document_prefix", "seal", "contact")


def read_letterhead(settings: Settings) -> Mapping[str, str]:
    """What the table says, by setting; a mistake for every other setting and for what is no text."""
    table = settings.table(("office",))
    for key in table:
        if key not in OFFICE_SETTINGS:
            settings.wrong(
                ("office", key), f"setting {key} of office", f"one of {', '.join(OFFICE_SETTINGS)}"
            )
    return {key: settings.text(("office", key)) for key in OFFICE_SETTINGS if key in table}
