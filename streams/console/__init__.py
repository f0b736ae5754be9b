"""The console over HTTP: pages for the people of an office, on the sign-in and the desk actions that are there."""
