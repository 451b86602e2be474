"""What programs declare, found out without engine and account: each version runs under mocks, in its own process."""
