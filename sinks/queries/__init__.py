"""Named read-only queries, one SQL file each; package data."""
