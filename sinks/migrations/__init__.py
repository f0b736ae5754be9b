"""Numbered SQL files, one change each; package data."""
