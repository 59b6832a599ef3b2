"""准入评审: what a park asks of a project, who decides, what the firms yield per mu, and what could be used anew.

measures     what a project promises in the units of the thresholds, or the question to ask
thresholds   what a park asks, compared with that
deciders     who decides by amount and land, and what such a table lacks
outcomes     which decisions are open, given what the departments said
yields       亩均效益: scores and grades of firms
renewal      腾笼换鸟: plots and workshops that could take a project
files        thresholds and deciders from tables
documents    what `yanzhen admit` writes

Nothing here decides: it compares, names what is missing, and says which decisions are closed and why.
"""
