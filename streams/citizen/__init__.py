"""The citizen's side: rating pages behind signed links and QR codes, without accounts, cookies or scripts."""
