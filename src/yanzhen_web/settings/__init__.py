"""Settings: `base` holds what is true everywhere; `demo`, `testing` and `production` differ in a few lines.

Environment variables (all optional):
    YANZHEN_HOME           where database, uploads, keys and collected static files live; `./var`
    YANZHEN_DATABASE_URL   `postgresql://user:password@host:port/name` or `sqlite:///path`;
                           without it SQLite in YANZHEN_HOME
    YANZHEN_HOSTS          names and addresses under which the site answers, separated by commas
    YANZHEN_READING_SECONDS  how long reading an uploaded workbook may take; for slow machines
    YANZHEN_SCAN_COMMAND   a virus scanner that gets each upload as its last argument; what it refuses is refused
    YANZHEN_TLS            `1` where browsers reach the site over https
    YANZHEN_TRUST_PROXY    `1` where a proxy in front sets X-Forwarded-Proto and strips it from visitors
"""
