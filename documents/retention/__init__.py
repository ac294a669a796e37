"""How long papers and other data are kept, and how they go: rules as data, one engine, one preview."""
