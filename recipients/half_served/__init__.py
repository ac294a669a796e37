"""Sets of which a part is promised or in use, while another part still waits."""
