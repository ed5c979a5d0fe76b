"""Text in, statements out: who said what, in which words."""
