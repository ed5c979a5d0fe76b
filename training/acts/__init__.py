"""Training of the reader of acts (``onrecord.statements.act_reader``)."""
