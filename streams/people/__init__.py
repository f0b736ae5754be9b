"""People: who they are, how they sign in, and what the staff register says of them."""
