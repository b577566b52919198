"""What `spark-submit` is given, since it takes only files that end in .py: the command line."""

from retold.cli import main

if __name__ == "__main__":
    main()
