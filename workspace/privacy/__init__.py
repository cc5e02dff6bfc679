"""Personal data: taking it away, erasing it, how long it is kept, the register of processing."""
