"""The worker: a Faust app whose batches go to lanes, one per partition number, each turn one Kafka transaction.

Read in this order: `transport` (what Faust hands over), `inbox` (which record is next), `shell` (one lane's life),
`lanes` (those of this process), `changelog` (writing a turn), `restoring` (reading it back), `app` (all wired),
`service` (start, stop).
"""
