"""The only ways to add to what is done. The page, the import and the commands all come through here."""
