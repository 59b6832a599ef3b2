"""对接: who meets whom, when and at which table; proven best, and re-planned when people drop out."""
