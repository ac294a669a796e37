"""The workshop at one look: what stands at which stage, where, and what is ready to be given out."""
