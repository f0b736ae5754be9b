"""Monthly assessment at work: read, freeze, show and export scores (docs/assessment.md)."""
