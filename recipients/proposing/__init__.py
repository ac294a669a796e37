"""The best allocation of ready devices to waiting needs: computed, proven, explained. Pure Python, no Django: what goes
in and comes out is in `problem`, the entrance is `engine.propose`; docs/develop.md has the model."""
