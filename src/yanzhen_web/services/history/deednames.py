"""What the deeds of the history are called, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yanzhen.language import Said, say

DEEDS = {
    "sign_in": Said("登录", "Signed in"),
    "sign_in.refused": Said("登录被拒", "Sign-in refused"),
    "sign_out": Said("退出登录", "Signed out"),
    "session.end": Said("登录被结束", "Session ended"),
    "session.end_all": Said("结束全部登录", "All sessions ended"),
    "session.end_others": Said("退出其他登录", "Other sessions ended"),
    "password.change": Said("修改密码", "Password changed"),
    "password.reset": Said("重设密码", "Password reset"),
    "password.link": Said("发出设密码链接", "Password link made"),
    "password.mail": Said("邮寄设密码链接", "Password link mailed"),
    "government.connect": Said("绑定统一身份认证", "Government sign-on connected"),
    "government.disconnect": Said("解除统一身份认证", "Government sign-on disconnected"),
    "factor.add": Said("添加第二步验证", "Second factor added"),
    "factor.remove": Said("去掉第二步验证", "Second factor removed"),
    "factor.renew": Said("重新生成备用码", "Recovery codes made anew"),
    "factor.drop": Said("取消第二步验证", "Second factor dropped"),
    "records.write": Said("写入记录", "Records written"),
    "record.read": Said("查看记录", "Record read"),
    "record.list": Said("查看列表", "List read"),
    "record.erase": Said("抹去记录的联系方式", "Contacts of a record erased"),
    "records.merge": Said("合并记录", "Records merged"),
    "records.unmerge": Said("撤销合并", "Merge undone"),
    "likeness.different": Said("定为不是一件事", "Said to be two things"),
    "likeness.both": Said("定为同一件事、各自保留", "Said to be one thing that both keep"),
    "likeness.reopen": Said("重新打开重复核对", "Pair opened again"),
    "match.read": Said("查看匹配", "Matches read"),
    "match.accept": Said("认为合适", "Pair said to suit"),
    "match.refuse": Said("认为不合适", "Pair said not to suit"),
    "match.take_back": Said("撤回对配对的判断", "Decision on a pair taken back"),
    "match.learn": Said("从判断学习匹配", "Matching learned from decisions"),
    "allocation.begin": Said("新建统筹测算", "Allocation study begun"),
    "allocation.run": Said("测算一个方案", "Scenario worked out"),
    "allocation.read": Said("查看统筹测算", "Allocation study read"),
    "transfer.read": Said("查看流转建议", "Proposed transfers read"),
    "transfer.proposed": Said("放回流转建议", "Transfer put back to proposed"),
    "transfer.adopted": Said("采纳流转建议", "Proposed transfer taken up"),
    "transfer.declined": Said("不采纳流转建议", "Proposed transfer declined"),
    "transfer.open": Said("收回对流转建议的答复", "Answer to a transfer taken back"),
    "transfer.agreed": Said("同意流转", "Transfer agreed to"),
    "transfer.refused": Said("不同意流转", "Transfer not agreed to"),
    "sheet.read": Said("查看对接单", "Matching sheet read"),
    "bulletin.read": Said("查看通报", "Bulletin read"),
    "figure.read": Said("查看数字背后的记录", "Rows behind a figure read"),
    "export": Said("导出", "Exported"),
    "upload.read": Said("查看来表", "Book read"),
    "upload.original": Said("下载原表", "Book downloaded"),
    "upload.corrections": Said("下载标错的表", "Marked book downloaded"),
    "upload.secret": Said("拒收带国家秘密标志的文件", "File with a mark of state secrecy refused"),
    "lexicon.learn": Said("记住表头的读法", "Meaning of a header learned"),
    "lexicon.change": Said("修改学到的表头", "Learned header changed"),
    "lexicon.forget": Said("忘掉学到的表头", "Learned header forgotten"),
    "upload.undo": Said("撤回一本表", "Book undone"),
    "round.open": Said("发布报送任务", "Collection round opened"),
    "round.change": Said("修改报送任务", "Collection round changed"),
    "round.close": Said("结束报送任务", "Collection round closed"),
    "round.reopen": Said("重新打开报送任务", "Collection round opened again"),
    "report.send": Said("报送", "Report sent"),
    "report.read": Said("查看报表内容", "Rows of a report read"),
    "report.accept": Said("接收报表", "Report accepted"),
    "report.send_back": Said("退回报表", "Report sent back"),
    "report.lock": Said("锁定报表", "Report locked"),
    "report.unlock": Said("解锁报表", "Report unlocked"),
    "report.sign": Said("审签报表", "Report signed"),
    "report.print": Said("打印报表", "Report printed"),
    "report.scan": Said("上传盖章页扫描件", "Scan of a stamped page uploaded"),
    "report.scan_read": Said("下载盖章页扫描件", "Scan of a stamped page downloaded"),
    "report.ledger": Said("导出台账", "Ledger written"),
    "report.form": Said("下载填报表", "Form downloaded"),
    "template.learn": Said("学习表样", "Template learned"),
    "template.change": Said("修改表样", "Template changed"),
    "template.retire": Said("停用表样", "Template retired"),
    "question.ask": Said("就报表提问", "Question about a row asked"),
    "question.answer": Said("答复提问", "Question answered"),
    "question.settle": Said("了结提问", "Question settled"),
    "report.merge": Said("收到离线文件里的报表", "Report taken in from a file"),
    "parcel.out": Said("导出离线文件", "File for another installation made"),
    "parcel.in": Said("收进离线文件", "File of another installation taken in"),
    "parcel.records": Said("写入离线文件里的记录", "Records of a file written"),
    "correspondent.trust": Said("登记对方公钥", "Another installation trusted"),
    "correspondent.revoke": Said("撤销对方公钥", "Trust in another installation ended"),
    "organisation.become": Said("认领单位", "Folder became an office"),
    "membership.give": Said("授予岗位", "Desk given"),
    "membership.end": Said("收回岗位", "Desk taken back"),
    "handover": Said("移交工作", "Duties handed over"),
    "person.suspend": Said("停用人员", "Person suspended"),
    "person.reinstate": Said("恢复人员", "Person reinstated"),
    "person.join": Said("加入", "Person joined"),
    "person.correct": Said("更正个人信息", "Personal data corrected"),
    "person.erase": Said("抹去个人信息", "Person erased"),
    "organisation.found": Said("新建单位", "Organisation founded"),
    "organisation.suspend": Said("停用单位", "Organisation suspended"),
    "organisation.reinstate": Said("恢复单位", "Organisation reinstated"),
    "invitation.make": Said("发出邀请", "Invitation made"),
    "invitation.accept": Said("接受邀请", "Invitation accepted"),
    "invitation.revoke": Said("收回邀请", "Invitation revoked"),
    "consent.give": Said("同意告知", "Consent given"),
    "consent.withdraw": Said("撤回同意", "Consent withdrawn"),
    "data.export": Said("导出本人信息", "Own data exported"),
    "data.ask": Said("提出个人信息申请", "Data request made"),
    "data.decide": Said("答复个人信息申请", "Data request decided"),
    "key.issue": Said("发放密钥", "Key issued"),
    "key.revoke": Said("收回密钥", "Key revoked"),
    "link.create": Said("生成分享链接", "Link shared"),
    "link.open": Said("打开分享链接", "Link opened"),
    "link.revoke": Said("收回分享链接", "Link revoked"),
    "webhook.create": Said("登记回调地址", "Webhook created"),
    "webhook.delete": Said("删除回调地址", "Webhook deleted"),
    "route.refused": Said("访问没有权限的页面", "Page of others asked for"),
    "retention.sweep": Said("清理到期数据", "Old data removed"),
    "addresses.erase": Said("抹去到期的网络地址", "Old network addresses erased"),
    "history.verify": Said("核验留痕", "History verified"),
    "history.read": Said("查看留痕", "History read"),
    "history.export": Said("导出留痕", "History exported"),
    "history.head": Said("取走链头", "Head taken away"),
    "history.torn": Said("有留痕没写完整", "Torn lines found"),
}
DOORS = {
    "page": Said("网页", "page"),
    "api": Said("接口", "API"),
    "job": Said("后台任务", "job"),
    "command": Said("命令行", "command line"),
    "link": Said("分享链接", "link"),
}
SUBJECTS = {
    "record": Said("记录", "record"),
    "upload": Said("来表", "book"),
    "user": Said("人员", "person"),
    "organisation": Said("单位", "organisation"),
    "membership": Said("岗位", "desk"),
    "invitation": Said("邀请", "invitation"),
    "token": Said("密钥", "key"),
    "sharelink": Said("分享链接", "link"),
    "webhook": Said("回调地址", "webhook"),
    "round": Said("报送任务", "collection round"),
    "report": Said("报表", "report"),
    "template": Said("表样", "template"),
    "datarequest": Said("个人信息申请", "data request"),
    "event": Said("活动", "event"),
    "likeness": Said("疑似重复", "pair of like records"),
    "matchdecision": Said("对配对的判断", "decision on a pair"),
    "matchmodel": Said("学到的匹配", "learned matching"),
    "spool": Said("暂存文件", "spool file"),
    "parcel": Said("离线文件", "file for offline exchange"),
    "correspondent": Said("交换对方", "correspondent"),
}

DETAILS = {
    "asked": Said("查找条件", "asked for"),
    "changed": Said("改动条数", "changed"),
    "columns": Said("栏目", "columns"),
    "count": Said("条数", "count"),
    "cut_off": Said("截止时间", "due"),
    "days": Said("天数", "days"),
    "desks": Said("岗位数", "desks"),
    "digest": Said("内容的散列", "hash of the rows"),
    "dropped": Said("不再要报的", "dropped"),
    "edition": Said("版本", "edition"),
    "entries": Said("留痕数", "entries"),
    "erased": Said("抹去条数", "erased"),
    "events": Said("事件", "events"),
    "fields": Said("栏目", "fields"),
    "findings": Said("问题", "findings"),
    "fingerprint": Said("指纹", "fingerprint"),
    "form": Said("格式", "format"),
    "found": Said("问题数", "found"),
    "grants": Said("权限", "grants"),
    "head": Said("链头", "head"),
    "ids": Said("编号的散列", "hash of the ids"),
    "key": Said("公钥", "public key"),
    "in_place_of": Said("代谁", "in place of"),
    "keys": Said("密钥一并失效", "keys end too"),
    "kind": Said("种类", "kind"),
    "makes": Said("设立", "founds"),
    "office": Said("单位", "office"),
    "on": Said("哪天的情况", "as of"),
    "organisation": Said("单位", "organisation"),
    "outcome": Said("核对结果", "outcome"),
    "parent": Said("上级单位", "organisation above"),
    "person": Said("人员", "person"),
    "purpose": Said("用途", "purpose"),
    "question": Said("问题", "question"),
    "record": Said("记录", "record"),
    "records": Said("记录", "records"),
    "role": Said("角色", "role"),
    "round": Said("报送任务", "collection round"),
    "route": Said("页面", "page"),
    "row": Said("行", "row"),
    "rows": Said("行数", "rows"),
    "seals": Said("封数", "seals"),
    "scan": Said("扫描件", "scan"),
    "state": Said("结果", "outcome"),
    "step": Said("步骤", "step"),
    "template": Said("表样", "template"),
    "to": Said("交给", "to"),
    "type": Said("方式", "type"),
    "until": Said("到", "until"),
    "upload": Said("来表", "book"),
    "uses": Said("可用次数", "uses"),
    "version": Said("版本", "version"),
    "versions": Said("版本数", "versions"),
    "way": Said("登录方式", "way"),
    "ways": Said("登录方式", "ways"),
    "why": Said("原因", "why"),
}
"""What else an entry tells: under which name it is shown."""
WORDS = {
    "step": {
        "filler": Said("填报人", "clerk"),
        "section": Said("科室负责人", "head of section"),
        "leader": Said("分管领导", "leader in charge"),
    },
    "outcome": {
        "tied": Said("与本版一致", "of this version"),
        "other_version": Said("另一版的盖章页", "of another version"),
        "other_report": Said("另一份报表的盖章页", "of another report"),
        "unreadable": Said("没有读到二维码", "no code found"),
    },
    "ways": {
        "password": Said("密码", "password"),
        "factor": Said("第二步验证", "second factor"),
        "totp": Said("验证器", "authenticator app"),
        "webauthn": Said("通行密钥", "passkey"),
        "recovery_codes": Said("备用码", "recovery code"),
        "government": Said("统一身份认证", "government sign-on"),
        "other": Said("其他", "other"),
    },
    "why": {
        "wrong": Said("登录名、密码或验证码不对", "wrong name, password or code"),
        "locked": Said("试得太多，已锁住", "locked after too many tries"),
        "unknown": Said("没有对应的人", "nobody known"),
        "server": Said("认证服务器没有应答", "the sign-on server did not answer"),
        "ended": Said("已停用、已改密码或已在别处退出", "suspended, password changed, or ended elsewhere"),
        "no_desk": Said("没有在用的岗位", "no desk"),
        "idle": Said("太久没有操作", "idle"),
        "old": Said("登录满时限", "past its time"),
    },
    "purpose": {
        "privacy": Said("个人信息处理说明", "privacy notice"),
        "mail": Said("邮件", "mail"),
        "record": Said("一条记录", "a record"),
        "bulletin": Said("通报", "bulletin"),
    },
    "state": {
        "done": Said("已办", "done"),
        "refused": Said("不予办理", "refused"),
        "taken_back": Said("本人撤回", "taken back"),
    },
    "grants": {
        "read": Said("读记录", "read records"),
        "write": Said("录入和修改记录", "enter and change records"),
        "contacts": Said("读联系方式", "read contacts"),
        "people": Said("管理人员与单位", "manage people and organisations"),
        "history": Said("读历史", "read the history"),
    },
}
"""What it tells, where that is one of a few words of ours."""
WORDS |= {"way": WORDS["ways"], "type": WORDS["ways"]}


def detail_told(key: str, value: Any) -> tuple[str, str]:
    """One thing that an entry tells besides: its name and its value, in words where there are any."""
    return str(DETAILS.get(key, key)), _in_words(WORDS.get(key, {}), value)


def _in_words(words: Mapping[str, Said], value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_in_words(words, one) for one in value) if words else ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}={one}" for key, one in value.items()) or "—"
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    return "—" if value in (None, "") else str(words.get(str(value), value))


def deed_name(action: str) -> str:
    """A deed in words; its own name where there are none."""
    return str(DEEDS.get(action, action))


def door_name(door: str) -> str:
    """A door in words."""
    return str(DOORS.get(door, door))


def subject_name(kind: str) -> str:
    """What it was done to, in words."""
    return str(SUBJECTS.get(kind, kind))
