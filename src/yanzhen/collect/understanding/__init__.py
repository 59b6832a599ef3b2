"""What a header means that no table lists: a model learned from those that are listed, and the doubt that it has.

`features` says what a header consists of, `learning` learns the model, `kept` reads it as it was built, `doubt` says
how sure a guess is, `suiting` what can't be at all. `headers` asks the table first, then rules, then the model.
"""
