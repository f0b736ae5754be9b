"""Move, and wire all together: Faust app, transport, intake, files, command line, the one composition root."""
