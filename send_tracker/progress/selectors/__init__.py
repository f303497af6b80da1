"""What the pages about progress show, joined from findings, plans and workstreams, as it stood on a day."""
