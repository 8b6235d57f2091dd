# prek, from the Python package index; it reads the same configuration.
. "$here/pre-commit.sh"
