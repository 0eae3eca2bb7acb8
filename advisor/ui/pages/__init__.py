"""One page a module, each with one `show()`."""
