"""Programs written for 1.4.9, run on this client and on that one."""
