"""The sentences of the console's pages, Chinese and English."""

from collections.abc import Mapping
from functools import cache

from dashboards.console.models import Texts

LANGUAGES = ("zh-CN", "en")

TEXTS: Mapping[str, Texts] = {
    "site": ("亮牌 · 电子监察", "Liangpai supervision"),
    "skip": ("跳到正文", "Skip to the content"),
    "switch": ("English", "中文"),
    "sign_in": ("登录", "Sign in"),
    "sign_in_other": ("统一身份认证登录", "Sign in by the unified identity service"),
    "sign_out": ("退出", "Sign out"),
    "staff_id": ("工号", "Staff id"),
    "password": ("密码", "Password"),
    "change_password": ("修改密码", "Change password"),
    "old_password": ("原密码", "Password in use"),
    "new_password": ("新密码", "New password"),
    "new_password_again": ("再输入一次新密码", "New password, once more"),
    "password_hint": (
        "至少10个字符，不得含有本人工号；修改以后重新登录。",
        "At least 10 characters, without your staff id; sign in again afterwards.",
    ),
    "must_change": ("首次登录，请先修改密码。", "First sign-in: please change your password."),
    "passwords_differ": ("两次输入的新密码不同。", "The two new passwords differ."),
    "password_changed": ("密码已修改，请重新登录。", "The password was changed; please sign in again."),
    "signed_out": ("已退出。", "You are signed out."),
    "overview": ("总览", "Overview"),
    "boards": ("看板", "Boards"),
    "figures": ("数字", "Figures"),
    "cards": ("牌", "Cards"),
    "tickets": ("工单", "Tickets"),
    "leads": ("线索", "Leads"),
    "ratings": ("评价", "Ratings"),
    "due": ("即将到期", "Due next"),
    "alerts": ("提醒", "Alerts"),
    "assessment": ("考核", "Assessment"),
    "reviews": ("复核", "Reviews"),
    "rulebook": ("规则库", "Rulebook"),
    "letters": ("死信", "Dead letters"),
    "system": ("系统状态", "System"),
    "people": ("人员", "People"),
    "case": ("办件", "Case"),
    "filter": ("筛选", "Filter"),
    "clear_filters": ("清除条件", "Clear"),
    "any": ("全部", "any"),
    "next_page": ("下一页", "Next page"),
    "period": ("期间：", "Period:"),
    "first_page": ("第一页", "First page"),
    "nothing": ("没有符合条件的记录。", "There is nothing that fits."),
    "open": ("查看", "Open"),
    "what_you_may_do": ("可以办理", "What you may do"),
    "nothing_to_do": ("您现在没有可以办理的事项。", "There is nothing for you to do here now."),
    "explanation": ("说明", "Explanation"),
    "calendar": ("期限日历", "Calendar of the days"),
    "due_mark": ("粗框为到期日", "the heavy frame is the due date"),
    "needed": ("必填", "needed"),
    "please_choose": ("请选择", "please choose"),
    "your_text": (
        "您填写的内容（没有保存，可以复制）",
        "What you had written (it was not saved; you can copy it)",
    ),
    "send_again": ("再次提交（不会重复办理）", "Send it again (it is done once)"),
    "try_again": ("重试", "Try again"),
    "back": ("返回", "Back"),
    "refresh": ("刷新", "Refresh"),
    "confirm_chosen": ("确认所选", "Confirm what is chosen"),
    "choose": ("选择", "Choose"),
    "bulk_hint": (
        "待确认的牌可以勾选后一次确认；每张牌单独给出结果。",
        "Cards that wait for confirmation can be chosen and confirmed at once; each has its own outcome.",
    ),
    "outcomes": ("办理结果", "Outcomes"),
    "scope_everywhere": ("范围：全部单位", "Scope: all units"),
    "scope_department": ("范围：本单位和本人", "Scope: your unit and yourself"),
    "as_of": ("截至", "As of"),
    "number": ("数量", "Number"),
    "standing_cards": ("有效的牌", "Cards that stand"),
    "waiting_cards": ("待确认的牌", "Cards that wait for confirmation"),
    "open_tickets": ("未办结的工单", "Open tickets"),
    "overdue_tickets": ("其中曾经超期", "of them overdue at some time"),
    "open_cases": ("在办办件", "Open cases"),
    "late_cases": ("其中已超承诺期限", "of them past the promise"),
    "due_soon": ("三日内到期", "of them due within three days"),
    "by_rule": ("按规则和等级", "By rule and colour"),
    "by_unit": ("按单位", "By unit"),
    "rating_structure": ("评价结构", "Ratings by grade"),
    "contact": ("联系方式", "Contact"),
    "export": ("导出", "Export"),
    "working": ("正在处理", "being worked on"),
}


@cache
def sentences(lang: int) -> Mapping[str, str]:
    """Each sentence in a language (0 Chinese, 1 English)."""
    return {name: texts[lang] for name, texts in TEXTS.items()}
