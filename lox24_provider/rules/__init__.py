"""What is right: pure functions over plain values. No I/O, no Pulumi, no clock."""
