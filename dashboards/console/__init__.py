"""The console as people see it: templates, style, texts, pictures. Nothing here asks anybody for anything."""
