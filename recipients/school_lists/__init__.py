"""Lists of schools, as the state and school authorities give them out: read, looked over, entered."""
