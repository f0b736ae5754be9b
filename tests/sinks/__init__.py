"""Tests of the archive: the embedded ClickHouse and a real Kafka, nothing made up."""
