"""Documents of OpenAPI: read, bounded, said in one way, and compared as two APIs of which a program uses one."""
