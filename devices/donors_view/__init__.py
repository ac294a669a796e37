"""What the workshop tells a donor: what came of what was announced, and each device's way."""
