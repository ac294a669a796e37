"""Papers between school and parents: information and consent, the list of codes. Printed, never issued or stored."""
