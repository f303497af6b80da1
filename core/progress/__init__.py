"""Pure rules: no Django, no database, no clock. Every rule takes what it judges and the day, and gives a state."""
