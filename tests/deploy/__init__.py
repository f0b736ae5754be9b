"""What is in deploy/ fits the program, the tools it is written for, and itself."""
