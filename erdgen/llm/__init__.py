"""What the site and the commands keep of language models: accounts, calls, answers, approved readings."""
