"""Everything on one machine: Kafka, workers, sink, each a process; and a demo of them."""
