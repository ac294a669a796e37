"""What a device waits for from people: the donor's answer to a question, a senior volunteer's decision."""
