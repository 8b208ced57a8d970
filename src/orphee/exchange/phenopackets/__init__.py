"""GA4GH Phenopackets 2 in and out: files to packets, packets to submissions, views to packets.

`opening` finds packets in files, `reading` makes submissions, `checking` looks at what they say,
`writing` makes a packet from a record with its loss report. No database, no Django.
"""
