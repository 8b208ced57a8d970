"""The network's rules and official tables: plain Python, no database."""
