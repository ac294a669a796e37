"""Photos of devices: taken with a phone, made small and without anything the camera wrote beside the picture."""
