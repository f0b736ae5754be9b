"""The ways in which a receiver is told; each is one module with a class that has `send`."""
