"""Evidence of a case: packages that can be verified later, and holds that keep a case from being erased."""
