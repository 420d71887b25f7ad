"""How fast ppagent is on this machine, against what the machine allows. Behind ``ppagent bench``."""
