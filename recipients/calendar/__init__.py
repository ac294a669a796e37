"""School years, school holidays, and terms that pause in them."""
