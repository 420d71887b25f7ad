"""``python -m ppagent``: the same as the ``ppagent`` command."""

from ppagent.cli import main

if __name__ == "__main__":
    main()
