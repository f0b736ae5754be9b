"""Show: panels and the console live here; they read what sinks recorded."""
