"""Exchange databases (前置库): what two snapshots of a table of case states say happened; manual: docs/exchange.md."""
