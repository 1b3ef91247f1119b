"""HTTP, sockets and pages: turns requests into deeds and answers into bytes."""
