"""`python -m unsay.main`: the command line, and nothing else."""

from unsay.main.cli import run

if __name__ == "__main__":
    run()
