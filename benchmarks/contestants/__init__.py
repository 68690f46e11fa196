"""Those who are measured: a module for each library, with the same jobs done in its own way.

A job is a function that takes the server's address, gets ready, and gives a function; that one does the work once and
gives what it cost. The modules run in the environment of their library, and import nothing else.
"""
