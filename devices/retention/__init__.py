"""What retention destroys of donors, their papers, and the files they brought."""
