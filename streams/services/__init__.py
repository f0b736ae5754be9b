"""A real Kafka for development, tests and demo: given, in a container, or run here.

`with kafka(home) as service: service.bootstrap` is all that others need to know.
"""

from streams.services.chooser import KafkaService, kafka
from streams.services.local_kafka import LocalKafka

__all__ = ["KafkaService", "LocalKafka", "kafka"]
