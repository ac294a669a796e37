"""Reading donors' spreadsheets: bytes in, tables of texts out. No Django here; a file is never trusted."""
