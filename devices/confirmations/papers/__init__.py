"""What confirming papers say and how they are drawn: pure functions of frozen content, no Django import."""
