"""What is kept for how long, and the broom that comes every day: the privacy notice shows the same table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from yanzhen.language import Said, say
from yanzhen_web.models import DataRequest, Invitation, Job, ShareLink, Token, Upload
from yanzhen_web.services.collect import inboxes
from yanzhen_web.services.history.erasing import erase_old_addresses
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.programs import deliveries, idempotency

_WHY = "what has been kept long enough goes"
_AT_ONCE = 500


@dataclass(frozen=True)
class Keeping:
    """One kind of thing: what it is, why it is kept, from when on its days count, and what removes it.

    Attributes:
        key: its name in `settings.RETENTION_DAYS`, where the days are not the thing's own.
        sweep: removes what is older than the time given; returns how many.
    """

    key: str
    what: Said
    why: Said
    since: Said
    sweep: Callable[[datetime], int]

    own_days: int | None = None

    @property
    def days(self) -> int:
        return int(settings.RETENTION_DAYS[self.key]) if self.own_days is None else self.own_days


def _sessions(before: datetime) -> int:
    from allauth.usersessions.models import UserSession

    gone, _ = Session.objects.filter(expire_date__lt=before).delete()
    orphans = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    orphans.filter(last_seen_at__lt=before).delete()
    return gone


def _attempts(before: datetime) -> int:
    from axes.models import AccessAttempt

    return int(AccessAttempt.objects.filter(attempt_time__lt=before).delete()[0])


def _invitations(before: datetime) -> int:
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before) | Q(uses_left=0, used_at__lt=before)
    return int(Invitation.objects.unscoped(why=_WHY).filter(over).delete()[0])


def _keys(before: datetime) -> int:
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return int(Token.objects.unscoped(why=_WHY).filter(over).delete()[0])


def _links(before: datetime) -> int:
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return int(ShareLink.objects.unscoped(why=_WHY).filter(over).delete()[0])


def _jobs(before: datetime) -> int:
    return int(Job.objects.unscoped(why=_WHY).filter(finished_at__lt=before).delete()[0])


def _books(before: datetime) -> int:
    """Books that came to nothing, with their bytes; from accepted ones records have come, whose source they are."""
    rows = Upload.objects.unscoped(why=_WHY).filter(
        state__in=(Upload.State.REFUSED, Upload.State.FAILED), created_at__lt=before
    )
    gone = 0
    for upload in rows.only("pk", "public_id", "file_name")[:_AT_ONCE]:
        if inboxes.path_of(upload).parent.exists():
            inboxes.forget(upload)
        upload.delete()
        gone += 1
    return gone


def _requests(before: datetime) -> int:
    return int(DataRequest.objects.unscoped(why=_WHY).filter(decided_at__lt=before).delete()[0])


def _addresses(before: datetime) -> int:
    return erase_old_addresses()


def _answers(before: datetime) -> int:
    return idempotency.forget_old()


def _calls(before: datetime) -> int:
    return deliveries.forget_old()


_ENDED = Said("失效之后", "after they end")
KEEPINGS = (
    Keeping("sessions", Said("登录状态", "sessions"), Said("保持登录", "to stay signed in"), _ENDED, _sessions),
    Keeping(
        "attempts",
        Said("失败的登录：登录名、网络地址", "failed sign-ins: name, network address"),
        Said("防止猜密码", "against guessing passwords"),
        Said("最后一次尝试之后", "after the last one"),
        _attempts,
    ),
    Keeping(
        "invitations",
        Said("邀请：谁发出、备注、邮箱", "invitations: who sent them, note, address"),
        Said("看得到谁请了谁", "to see who invited whom"),
        Said("用完、过期或撤销之后", "after they are used up, past or revoked"),
        _invitations,
    ),
    Keeping(
        "keys",
        Said("程序密钥：名称、最后使用时间（密钥本身不存）", "keys for programs: name, last use (never the key)"),
        Said("查得到哪个程序用过", "to see which program came"),
        Said("过期或撤销之后", "after they end"),
        _keys,
    ),
    Keeping(
        "links",
        Said("分享链接：谁分享、备注", "shared links: who shared them, note"),
        Said("查得到分享过什么", "to see what was shared"),
        Said("过期或撤销之后", "after they end"),
        _links,
    ),
    Keeping(
        "jobs",
        Said("后台任务：谁提出、结果", "jobs: who asked for them, what came of it"),
        Said("看进度和结果", "to see progress and results"),
        Said("结束之后", "after they finish"),
        _jobs,
    ),
    Keeping(
        "books",
        Said("被拒收、读取失败的工作簿原件", "books that were refused or could not be read"),
        Said("便于更正后重报", "to mend and send again"),
        Said("收到之后", "after they came"),
        _books,
    ),
    Keeping(
        "requests",
        Said("更正、删除个人信息的申请和答复", "requests about personal data, and their answers"),
        Said("证明依法办理了", "to show that they were dealt with"),
        Said("办结之后", "after they were decided"),
        _requests,
    ),
    Keeping(
        "addresses",
        Said("历史里的网络地址（历史本身长期保留）", "network addresses in the history (the history itself stays)"),
        Said("网络安全法要求至少留六个月", "the Cybersecurity Law asks for six months"),
        Said("记下之后", "after they were written down"),
        _addresses,
        settings.KEEP_ADDRESSES_DAYS,
    ),
    Keeping(
        "answers",
        Said("程序重复请求的答复", "answers kept for repeated requests of programs"),
        Said("同一请求只办一次", "so that one request is carried out once"),
        Said("请求之后", "after the request"),
        _answers,
        idempotency.KEPT.days,
    ),
    Keeping(
        "calls",
        Said("发给外部程序的通知", "calls of webhooks"),
        Said("查得到送达没有", "to see what was delivered"),
        Said("送达或放弃之后", "after they were made or given up"),
        _calls,
        deliveries.KEPT.days,
    ),
)


def sweep() -> dict[str, int]:
    """Remove what is past its days; returns how many of each, and writes down that it was done."""
    now = timezone.now()
    gone = {keeping.key: keeping.sweep(now - timedelta(days=keeping.days)) for keeping in KEEPINGS}
    if any(gone.values()):
        note_deed("retention.sweep", None, **{key: number for key, number in gone.items() if number})
    return gone


def sweep_behind(report: Callable[[int, str], None]) -> str:
    """The job: its sentence says how much went."""
    report(0, "")
    gone = sum(sweep().values())
    return say(f"清理了 {gone} 项", f"{gone} rows removed")


def table() -> Iterator[dict[str, str]]:
    """For the privacy notice."""
    for keeping in KEEPINGS:
        yield {
            "what": str(keeping.what),
            "why": str(keeping.why),
            "length": _length(keeping),
        }


def _length(keeping: Keeping) -> str:
    days, since = keeping.days, keeping.since
    if not days:
        return say(f"{since.zh}立即删除", f"deleted at once {since.en}")
    years, rest = divmod(days, 365)
    if rest:
        return say(f"{since.zh} {days} 天", f"{days} day{'s' * (days > 1)} {since.en}")
    return say(f"{since.zh} {years} 年", f"{years} year{'s' * (years > 1)} {since.en}")
