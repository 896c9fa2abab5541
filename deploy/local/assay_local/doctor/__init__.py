"""`make doctor`: each part does its real work once, and says what it did or why it could not."""
