"""What ships, and under which licences: docs/licences.md and a bill of materials are made from it."""
