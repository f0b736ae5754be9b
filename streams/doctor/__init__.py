"""What `liangpai doctor` looks at: facts are gathered first, then a table of small checks says what they come to."""
