"""Logs of other systems (CSV, XLSX, XES, JSON) become events by a mapping file; manual: docs/import.md."""
