"""Each school year institutions say which of their needs still stand."""
