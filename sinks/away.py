"""What can be missing or wrong outside, named so that the person who reads the log knows what to do."""


class ArchiveAway(Exception):
    """ClickHouse cannot take or answer right now; the same call may be tried again."""


class WrongSchema(Exception):
    """The tables were made by another version of the program; trying again does not help."""


class KafkaAway(Exception):
    """Kafka did not answer in time; the text names the address tried."""


class BadQuery(Exception):
    """No query of that name, or parameters it does not take; the text says what was found and expected."""


class AddressTaken(Exception):
    """The HTTP address cannot be listened on."""
