"""Signing in: what django-allauth and django-axes leave to the site.

accounts     people sign in by name; nobody signs up; what they are told
forms        the forms, in the field's words, under the lock-out
factors      second factors: codes, recovery codes, passkeys
handles      what stands for a session, a passkey, a person where their keys would tell a number
government   a government sign-on (OpenID Connect): signs in whom we know, makes nobody
lockout      who tries too often waits
sessions     sessions end at once: suspended, idle, ended from elsewhere
required     roles that have to have a second factor are led to set one up
notices      what of this is written into the history, and mailed
addresses    from which network address somebody comes
browsers     what a browser is called in words
"""
