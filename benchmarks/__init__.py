"""How fast onrecord is and how much memory it takes, beside a reference that runs on the same machine in the same minute."""
