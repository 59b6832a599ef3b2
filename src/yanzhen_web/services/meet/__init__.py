"""对接 on the site: the programme, its guests, ceremony and papers, the meetings, the day itself, what came of it."""
