"""Rows of logs with their case number: what is blank is left out, what has no case number is a problem."""

from streams.importing.mapping import Mapping
from streams.importing.recipes import filled
from streams.importing.rows import Row, RowProblem, is_broken, text_of
from streams.importing.templates import Template
from streams.importing.values import Line


class LineReader:
    """Gives rows their texts and their case number, under the placeholder `subject`."""

    def __init__(self, mapping: Mapping) -> None:
        self.subject = Template(mapping.subject)
        self.encoding = mapping.file.encoding
        self.blanks = frozenset({"", *mapping.blanks})

    def line(self, row: Row) -> Line:
        """The row, ready for the rules. Raises RowProblem where the case number is blank or a text broken."""
        texts = {}
        for column, cell in row.cells.items():
            text = text_of(cell)
            if is_broken(text):
                raise RowProblem(column, "bytes of another encoding", f"{self.encoding} text")
            if text not in self.blanks:
                texts[column] = text
        texts["subject"] = filled(self.subject, texts)
        return Line(row, texts)
