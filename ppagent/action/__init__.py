"""What can be done, how models spell it, and where on the screen it lands."""
