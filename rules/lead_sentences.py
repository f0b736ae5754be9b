"""What a lead over many cases says (A-01 … A-17, E-03): one plain sentence from the figures of its finding.

The figures come with the finding (`figures` of its event) and are named in the sentence; a finding that lacks one says
nothing. `n` is how many signs there are; where the rule has a parameter `count`, it is held against it again here, by
the rulebook in force.
"""

from collections.abc import Mapping
from typing import NamedTuple

from rules.rulebook import RuleSettings

Figures = Mapping[str, int | str]


class Saying(NamedTuple):
    """Chinese and English, each with places for figures, `about` and `period`."""

    zh: str
    en: str


SAYINGS: Mapping[str, Saying] = {
    "A-01": Saying(
        "{about}：{period}起有{n}件评价在{minutes}分钟一段的时间内密集提交，其中好评{good}件。",
        "{about}: {n} ratings came in bursts of {minutes} minutes on {period}, {good} of them good.",
    ),
    "A-02": Saying(
        "{about}：{period}评价了{n}个不同申请人的办件，自己既非申请人也非代理人。",
        "{about}: rated cases of {n} different applicants on {period}, in none of which it is applicant or agent.",
    ),
    "A-03": Saying(
        "{about}：{period}本人或者本人的账号评价了本单位的服务{n}次。",
        "{about}: rated services of the own unit {n} times in {period}.",
    ),
    "A-04": Saying(
        "{about}：{period}共{rated}件评价，其中{n}件（{share}，95%下限{low}）在办结后{seconds}秒内给出好评，超过{percent}%。",
        "{about}: {n} of {rated} ratings in {period} ({share}, 95 % lower bound {low}) were good and came within "
        "{seconds} seconds of closing; more than {percent} %.",
    ),
    "A-05": Saying(
        "{about}：{period}有{n}件有效评价而无一差评；同类{peers_n}件的差评率为{peers_share}，"
        "按此偶然无差评的概率为{chance}（比较{compared}个，界限{alpha}%）。",
        "{about}: {n} ratings in {period} and not one bad; of {peers_n} ratings of its like {peers_share} are bad, "
        "so that none would be bad by chance with probability {chance} ({compared} compared, limit {alpha} %).",
    ),
    "A-06": Saying(
        "{about}：{period}共{rated}件评价，其中默认评价{n}件（{share}，95%下限{low}），超过{percent}%。",
        "{about}: {n} of {rated} ratings in {period} are default ones ({share}, 95 % lower bound {low}); "
        "more than {percent} %.",
    ),
    "A-07": Saying(
        "{about}：{period}有{n}件不同办件的评价文字相同：“{words}”。",
        "{about}: the ratings of {n} cases on {period} say the same: “{words}”.",
    ),
    "A-08": Saying(
        "{about}：{period}有{n}件非即办件从受理到决定短于该事项的最短时间，最短{shortest}秒。",
        "{about}: {n} cases that are not instant went from acceptance to decision in less than the least time of "
        "their item in {period}; the shortest took {shortest} s.",
    ),
    "A-09": Saying(
        "{about}：{period}有{n}件在{minutes}分钟一段的时间内成批办结。",
        "{about}: {n} cases were closed in bulk within {minutes} minutes on {period}.",
    ),
    "A-10": Saying(
        "{about}：{period}办结的{n}件办结后{days}个工作日内未送达{undelivered}件、又恢复办理{reopened}件、办结被更正撤销{corrected}件。",
        "{about}: of the cases closed in {period}, within {days} working days {undelivered} were not delivered, "
        "{reopened} went on, and of {corrected} the closing was taken back ({n} in all).",
    ),
    "A-11": Saying(
        "{about}：自{period}起有{n}次在退件或者撤回后{natural_days}日内就同一事项重新申报。",
        "{about}: applied again for the same item within {natural_days} days of a return or withdrawal, "
        "{n} times since {period}.",
    ),
    "A-12": Saying(
        "{about}：{period}代理{n}件，中位用时{median}小时，该事项为{item_median}小时；"
        "越过先受理办件的占{overtook}，其他为{others_overtook}。",
        "{about}: {n} cases in {period}, median {median} h where the item has {item_median} h; {overtook} of them "
        "overtook cases accepted before, of the others {others_overtook}.",
    ),
    "A-13": Saying(
        "{about}：{period}裁决申诉{decided}件，支持{n}件（{share}）；其他为{peers_share}，高出{sigmas}个标准差以上。",
        "{about}: {n} of {decided} appeals were upheld in {period} ({share}); of the others {peers_share}, "
        "more than {sigmas} standard deviations less.",
    ),
    "A-14": Saying(
        "{about}：{period}有{n}次更正把时间移过了期限界线（{moved}）。",
        "{about}: {n} corrections in {period} moved a time across a limit ({moved}).",
    ),
    "A-16": Saying(
        "{about}：{period}办理该事项{handled}件，与本单位其他人员差异明显：{differences}。",
        "{about}: handled {handled} cases of the item in {period} and differs from the others of the unit: "
        "{differences_en}.",
    ),
    "A-17": Saying(
        "{about}：{period}窗口受理并决定的{decided}件中，{n}件（{share}，95%下限{low}）由窗口以外的人员或者场所决定，超过{percent}%。",
        "{about}: of {decided} cases accepted at its windows and decided in {period}, {n} ({share}, 95 % lower bound "
        "{low}) were decided by people or at places outside the windows; more than {percent} %.",
    ),
    "E-03": Saying(
        "{about}：至{period}连续{n}个月处于同类单位（个人）最后一组（{totals}）{last_place}，建议由有权机关研究是否约谈。",
        "{about}: in the lowest group of its like for {n} months up to {period} ({totals}){last_place_en}; "
        "proposed: the office considers a talk.",
    ),
}


def say(rule_id: str, figures: Figures, settings: RuleSettings, about: str, period: str) -> Saying | None:
    """The sentence; None where a figure is missing, or the number of signs is below what the rulebook asks for."""
    saying = SAYINGS.get(rule_id)
    least = settings.parameters.get("count", 1)
    number = figures.get("n")
    if saying is None or not isinstance(number, int) or not isinstance(least, int) or number < least:
        return None
    values = {**figures, "about": about, "period": period}
    try:
        return Saying(saying.zh.format_map(values), saying.en.format_map(values))
    except KeyError:
        return None
