"""Settings: `base` holds what is true everywhere; `demo`, `testing` and `production` differ in a few lines.

Environment variables (all optional):
    YANZHEN_HOME           where database, uploads, keys and collected static files live; `./var`
    YANZHEN_DATABASE_URL   `postgresql://user:password@host:port/name` or `sqlite:///path`;
                           without it SQLite in YANZHEN_HOME
    YANZHEN_HOSTS          names and addresses under which the site answers, separated by commas
    YANZHEN_READING_SECONDS  how long reading an uploaded workbook may take; for slow machines
    YANZHEN_SCAN_COMMAND   a virus scanner that gets each upload as its last argument; what it refuses is refused
    YANZHEN_TLS            `1` where browsers reach the site over https; `0` where not. In production `1` unless told
                           otherwise; `yanzhen serve` without --tls says `0` itself
    YANZHEN_HSTS_SECONDS   for how long browsers are told to come over https only; a year
    YANZHEN_HSTS_SUBDOMAINS  `1`: the sub-domains of this host too
    YANZHEN_TRUST_PROXY    `1` where a proxy in front sets X-Forwarded-Proto and X-Forwarded-For and strips both
                           from visitors
    YANZHEN_MAIL_URL       `smtp://user:password@host:port?tls=1` (STARTTLS) or `smtps://…`; without it no mail is
                           sent, and nobody has to have any
    YANZHEN_MAIL_FROM      the address that mail comes from
    YANZHEN_REQUIRE_SECOND_FACTOR  roles that have to set up a second factor, separated by commas; `all`, `none`;
                           by default `platform_admin,auditor` over TLS and nobody without
    YANZHEN_OIDC_ISSUER    a government sign-on (OpenID Connect): the address of its server, …
    YANZHEN_OIDC_CLIENT_ID, YANZHEN_OIDC_SECRET  … as what this site is known there, …
    YANZHEN_OIDC_NAME      … and what the button says
    YANZHEN_RATE_LIMITS    how often programs may ask, at once / a minute: `key=600/600,stranger=120/60,link=30/6`;
                           `off` for no limits
    YANZHEN_WEBHOOK_NETWORKS  networks of an intranet that webhooks may call: `10.1.2.0/24`; else none
    YANZHEN_WEBHOOK_HTTP   `1` lets them call these networks without TLS
    YANZHEN_WEBHOOK_PORTS  ports beside 443 and 8443
    YANZHEN_WEBHOOK_CA     a file of certificates by which the intranet's servers are known as well
"""
