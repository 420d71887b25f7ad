"""The desktops that agents work on: the live one, and private ones that ppagent starts itself."""
