"""The version of the code, alone in a module so that the build and a light `import conflictdata` can read it."""

__version__ = "0.1.0"
