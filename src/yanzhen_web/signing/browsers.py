"""What a browser is called by people who have never read what it says of itself."""

from __future__ import annotations

from yanzhen.language import Said

_BROWSERS = (
    ("MicroMessenger", Said("微信", "WeChat")),
    ("wxwork", Said("企业微信", "WeCom")),
    ("DingTalk", Said("钉钉", "DingTalk")),
    ("QQBrowser", Said("QQ 浏览器", "QQ Browser")),
    ("360SE", Said("360 浏览器", "360 Browser")),
    ("HuaweiBrowser", Said("华为浏览器", "Huawei Browser")),
    ("MiuiBrowser", Said("小米浏览器", "Mi Browser")),
    ("Edg", Said("Edge", "Edge")),
    ("Firefox", Said("火狐", "Firefox")),
    ("Chrome", Said("Chrome", "Chrome")),
    ("Safari", Said("Safari", "Safari")),
)
"""Those that call themselves by others' names too come first; within WeChat and WeCom the latter says both."""
_SYSTEMS = (
    ("HarmonyOS", Said("鸿蒙", "HarmonyOS")),
    ("OpenHarmony", Said("鸿蒙", "HarmonyOS")),
    ("Android", Said("安卓", "Android")),
    ("iPhone", Said("iPhone", "iPhone")),
    ("iPad", Said("iPad", "iPad")),
    ("Windows", Said("Windows 电脑", "Windows")),
    ("Macintosh", Said("苹果电脑", "Mac")),
    ("Linux", Said("Linux 电脑", "Linux")),
)
_LONGEST = 80


def browser_told(says: str) -> str:
    """Browser and machine in words, from what the browser says of itself; that itself where it is none we know."""
    if "wxwork" in says:
        says = says.replace("MicroMessenger", "")
    known = [next((name for sign, name in names if sign in says), None) for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(str(name) for name in known if name is not None) or says[:_LONGEST]
