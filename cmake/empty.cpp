// Lets a library without sources of its own link.
