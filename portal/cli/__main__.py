"""`python -m portal.cli`: the same commands without an installed script."""

from portal.cli import main

if __name__ == "__main__":
    main()
