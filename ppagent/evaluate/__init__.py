"""How good an agent is, and what pruning costs it: sets, arms, paired statistics. Behind ``ppagent eval``."""
