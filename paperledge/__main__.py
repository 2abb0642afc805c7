"""`python -m paperledge` is the command line."""

from paperledge.cli import main

if __name__ == "__main__":
    main()
