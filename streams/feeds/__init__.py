"""The pull side of alerts: feeds that are read by cursor, acknowledgements, dossiers and who looked at them."""
