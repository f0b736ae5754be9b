"""The HTTP door: events, ratings, actions and the citizen's page come in here; Kafka confirms before we do."""
