"""What the deeds of the history are called, for people."""

from __future__ import annotations

from yanzhen.language import Said

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
    "membership.give": Said("授予岗位", "Desk given"),
    "membership.end": Said("收回岗位", "Desk taken back"),
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
    "datarequest": Said("个人信息申请", "data request"),
    "event": Said("活动", "event"),
    "likeness": Said("疑似重复", "pair of like records"),
    "spool": Said("暂存文件", "spool file"),
}


def deed_name(action: str) -> str:
    """A deed in words; its own name where there are none."""
    return str(DEEDS.get(action, action))


def door_name(door: str) -> str:
    """A door in words."""
    return str(DOORS.get(door, door))


def subject_name(kind: str) -> str:
    """What it was done to, in words."""
    return str(SUBJECTS.get(kind, kind))
