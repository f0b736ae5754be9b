"""Record and tell: the ClickHouse archive and its current truth."""
