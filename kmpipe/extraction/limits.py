"""How much of a text is read; a module of its own, since all else here loads spaCy."""

# characters in which the values of an activity are looked for, some eighty pages: what comes after them is annexes
MOST_READ = 200_000
