"""The best allocation of ready devices to waiting needs: computed, proven, explained. Pure Python, no Django: what goes
in and comes out is in `problem`, the entrance is `engine.propose`; docs/develop.md has the model."""

# Kept with each proposal; goes up when the same problem may give another proposal.
VERSION = 1
