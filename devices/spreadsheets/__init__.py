"""Import of donors' spreadsheets: a worker reads the file, a page shows its rows, the good ones become devices."""
