"""The lane record: how far a lane had come when it wrote its last turn, kept beside the state it goes with.

It lies in the changelog under a key no subject can have, in the same transaction as outputs and states. What is below
`next` has been handled for good; when it is delivered again it is skipped.
"""

import msgspec

KEY = b"\x00lane"
SCHEMA = 1


class Ledger(msgspec.Struct, frozen=True):
    """`next` and `highest`: by topic (base name) the next offset and the largest timestamp taken; `clock`: the lane's
    stream time in ms; `schema`: the version of this record and of the states beside it; `anew_until`: where the state
    was lost and everything is read anew, the stamp (ms) of the last that had been written before; 0 where it was not.
    """

    next: dict[str, int] = {}
    highest: dict[str, int] = {}
    clock: int = 0
    schema: int = SCHEMA
    anew_until: int = 0


class UnknownSchemaError(Exception):
    """The state was written by another version of the program, which this one cannot read."""


_decoder = msgspec.json.Decoder(Ledger)
_encoder = msgspec.json.Encoder()


def encode(ledger: Ledger) -> bytes:
    """The record's bytes."""
    return _encoder.encode(ledger)


def decode(raw: bytes) -> Ledger:
    """The record from its bytes; `UnknownSchemaError` if it is not of this version."""
    ledger = _decoder.decode(raw)
    if ledger.schema != SCHEMA:
        raise UnknownSchemaError(f"state of schema {ledger.schema}, this program reads schema {SCHEMA}")
    return ledger
