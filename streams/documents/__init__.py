"""Numbered notices with the office's heading (红头) as PDF, from a card or a ticket: docs/documents.md."""
