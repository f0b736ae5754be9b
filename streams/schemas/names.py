"""The names of the published files."""

EVENTS = "events.schema.json"
OUTPUTS = "outputs.schema.json"
ASYNCAPI = "asyncapi.json"
