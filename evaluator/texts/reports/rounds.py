"""The words of the documents on a whole round, in the languages a guideline can be written in."""

from typing import Final

from evaluator.texts import Texts

LABELS: Final = Texts(
    {
        "city_summary": ("总体评估报告", "Summary report"),
        "city_ranking": ("汇总排名表", "Ranking"),
        "city_publicity": ("评估结果公示", "Notice of results"),
        "repeated": ("评估", ""),
        "one_page_title": ("评估结果要情", "Results at a glance"),
        "minutes_title": ("专家组会议纪要", "Minutes of the panel"),
        "m_time": ("会议时间", "Time"),
        "m_place": ("会议地点", "Place"),
        "m_chair": ("主持人", "Chair"),
        "m_clerk": ("记录人", "Clerk"),
        "m_members": ("一、评估人员与回避", "1. Panel and recusals"),
        "m_name": ("姓名", "Name"),
        "m_role": ("身份", "Role"),
        "m_marks": ("评分范围", "Marks"),
        "m_recused": ("回避的站点", "Recused from"),
        "m_changes": ("二、人员与站点变动", "2. Changes of panel and stations"),
        "m_decisions": ("三、合议决定", "3. Decisions"),
        "m_what": ("事项", "Matter"),
        "m_value": ("决定", "Decision"),
        "m_by": ("决定人和日期", "By, on"),
        "m_awards": ("四、评优", "4. Awards"),
        "m_unranked": ("五、未参加排名的站点", "5. Stations not ranked"),
        "m_result": ("六、评估结果", "6. Results"),
        "m_seal": ("本轮校验码", "Seal of the round"),
        "m_confirm": (
            "以上记录经参会人员核对无误。",
            "Those who took part have read these minutes and agree.",
        ),
        "city_page": ("评估结果总览", "Results"),
        "city_title": ("评估项目", "Round"),
        "overview_short": ("概况", "Overview"),
        "basis": ("评估依据与方法", "Basis and method"),
        "chart_short": ("分布", "Spread"),
        "c_overview": ("一、评估概况", "1. Overview"),
        "c_basis": ("二、评估依据与方法", "2. Basis and method"),
        "c_grades": ("三、等级分布", "3. Grades"),
        "c_ranking": ("四、汇总排名", "4. Ranking"),
        "c_ranked": ("（一）排名", "4.1 Ranked stations"),
        "c_unranked": ("（二）未参加排名的站点", "4.2 Stations not ranked"),
        "c_sections": ("五、各模块得分情况", "5. Sections"),
        "c_by_section": ("（一）全市平均", "5.1 All stations"),
        "c_by_county": ("（二）分县（区）情况", "5.2 By county"),
        "c_problems": ("六、主要问题", "6. Problems"),
        "c_losses": ("主要失分指标", "Where most points are lost"),
        "c_advice": ("七、工作建议", "7. What to do"),
        "c_awards": ("八、评优结果", "8. Awards"),
        "c_robust": ("九、结果的稳定性", "9. Would it hold"),
        "c_totals": ("十、主要数据合计", "10. Key figures added up"),
        "c_panel": ("十一、评估人员", "11. Panel"),
        "ranking": ("汇总排名", "Ranking"),
        "ranked": ("排名", "Ranked"),
        "unranked": ("未参加排名的站点", "Not ranked"),
        "grade_spread": ("等级分布", "Grades"),
        "points_spread": ("得分分布", "Points"),
        "chart_grades": ("图1　各等级站点数", "Figure 1. Stations by grade"),
        "chart_grades_alt": (
            "柱形图：各等级站点数；数值见前面的等级分布表。",
            "Bar chart: stations by grade; the figures are in the table of grades before it.",
        ),
        "chart_by_section": (
            "图2　各模块得分率：全市平均、最高和最低站点（%）",
            "Figure 2. Share by section: average, highest and lowest station (%)",
        ),
        "chart_by_section_alt": (
            "条形图：各模块得分率的全市平均、最高和最低站点；平均得分率见前面的表。",
            "Bar chart: average, highest and lowest share by section; the averages are in the table before it.",
        ),
        "chart_ranks": ("图3　", "Figure 3. "),
        "chart_ranks_alt": (
            "柱形图：随机变动权重时名次会变的站点最多前移、后移几名。",
            "Bar chart: how many ranks stations go up and down at most under random weights.",
        ),
        "chart_ups": ("最多前移（名）", "Ranks up"),
        "chart_downs": ("最多后移（名）", "Ranks down"),
        "robust": ("结果的稳定性", "Would it hold"),
        "rank_range": ("名次范围", "Ranks"),
        "robust_ranks": ("名次变动次数", "Rank differs"),
        "robust_grades": ("等级变动次数", "Grade differs"),
        "robust_awards": ("评优变动次数", "Awards differ"),
        "robust_rest": (
            "未列出的站点，名次、等级和评优结果一次也没有变。",
            "All other stations never change rank, grade or awards.",
        ),
        "chart_average": ("全市平均", "Average"),
        "chart_highest": ("最高站点", "Highest station"),
        "chart_lowest": ("最低站点", "Lowest station"),
        "heat": ("各模块得分率", "Share of points by section"),
        "losses": ("主要失分指标", "Where most points are lost"),
        "awards": ("评优", "Awards"),
        "totals": ("主要数据合计", "Key figures added up"),
        "by_county": ("分县（区）情况", "By county"),
        "by_section": ("模块平均得分", "Sections"),
        "rank": ("名次", "Rank"),
        "site": ("站点", "Station"),
        "code": ("编码", "Id"),
        "county_short": ("县（区）", "County"),
        "bonus_short": ("加分", "Bonus"),
        "deductions_short": ("扣分", "Deductions"),
        "total": ("总分", "Total"),
        "remark": ("备注", "Remarks"),
        "limits_short": ("等级上限与否决", "Ceilings and vetoes"),
        "award": ("评优", "Award"),
        "not_ranked_why": ("未参加排名的原因", "Why it is not ranked"),
        "count_of": ("站点数", "Stations"),
        "ratio": ("占比", "Share"),
        "names": ("站点名单", "Names"),
        "average": ("平均分", "Average"),
        "average_share": ("得分率", "Share"),
        "highest": ("最高", "Highest"),
        "lowest": ("最低", "Lowest"),
        "ranked_count": ("参加排名", "Ranked"),
        "grade_counts": ("等级情况", "Grades"),
        "lost_total": ("失分合计", "Lost in all"),
        "lost_average": ("站均失分", "Per station"),
        "lost_share": ("失分率", "Share lost"),
        "lost_stations": ("失分站点", "Stations"),
        "sum": ("合计", "Sum"),
        "per_station": ("站均", "Per station"),
        "reported_by": ("填报站点", "Reported by"),
        "sort_hint": ("点击表头可排序", "Select a heading to sort"),
        "heat_legend": ("得分率", "Share"),
        "awards_none": ("本轮未设评优。", "This round has no awards."),
        "chosen_none": ("无站点入选。", "No station is chosen."),
        "losses_note": (
            "按全部站点已评定部分的失分合计排列，不适用和待评定的不计；站均失分按适用该指标的站点平均。",
            (
                "By what all stations lose of what is settled; what does not apply or is open is left out. "
                "The average is over the stations to which a criterion applies."
            ),
        ),
        "totals_note": (
            "由各站点评估结果中的数据相加得出，含成立以来的累计数据。",
            "Added up from the stations' evaluations; figures since opening are among them.",
        ),
        "ranking_note": (
            "先按等级、再按总分排名；总分相同的名次并列。",
            "Ranked by grade, then by points; equal points share a rank.",
        ),
        "p_reason": ("一、公示事由", "1. Reason"),
        "p_list": ("二、名单与等级", "2. Stations and grades"),
        "p_open": ("尚未确定等级的站点", "Stations without a final grade"),
        "p_time": ("三、公示时间", "3. Days"),
        "p_objections": ("四、异议渠道", "4. Objections"),
        "p_contact": ("联系人", "Contact"),
        "p_phone": ("联系电话", "Telephone"),
        "p_address": ("通信地址", "Address"),
        "p_title": ("称号", "Award"),
        "p_state": ("情况", "State"),
        "city_correction": ("评估结果更正公告", "correction of the results"),
        "corrections": ("更正内容", "What is corrected"),
        "corrected_before": ("更正前", "Before"),
        "corrected_after": ("更正后", "After"),
        "corrected_cause": ("缘由", "Because of"),
        "corrections_rest": ("未列入的站点，结果不变。", "All other results stay as they are."),
        "evaluating_body": ("评估单位", "Evaluating body"),
    }
)

SENTENCES: Final = Texts(
    {
        # The minutes
        "marks_all": ("应评的全部指标", "all of the role"),
        "minutes_excused": (
            "{day}，{name}回避下列站点：{stations}。理由：{reason}（{by}）。",
            "{day}: {name} excused from {stations}: {reason} ({by}).",
        ),
        "minutes_replaced": (
            "{day}，由{successor}接替{name}评下列站点：{stations}。理由：{reason}（{by}）。",
            "{day}: {successor} takes the place of {name} at {stations}: {reason} ({by}).",
        ),
        "minutes_withdrawn": (
            "{day}，{name}退出本轮。理由：{reason}（{by}）。",
            "{day}: {name} withdrawn: {reason} ({by}).",
        ),
        "minutes_reopened": (
            "{day}，{name}重开复核。理由：{reason}（{by}）。",
            "{day}: {name} opened for review: {reason} ({by}).",
        ),
        "minutes_award": ("评优 {title}", "award {title}"),
        # The leader's page
        "leader_grades": (
            "本轮评估的 {total} 个站点中，{counts}。",
            "Of the {total} stations evaluated: {counts}.",
        ),
        "leader_points": (
            "已有最终得分的 {count} 个站点平均 {mean} 分（满分 {of} 分），最高 {highest} 分，最低 {lowest} 分。",
            "The mean of {count} final results is {mean} of {of} points, the highest {highest}, the lowest {lowest}.",
        ),
        "leader_share": ("“{title}”得分率 {share}", "“{title}” ({share})"),
        "leader_sections": (
            "各模块中，{best}，做得最好；{last}，是短板。",
            "The strongest section is {best}; the weakest are {last}.",
        ),
        "leader_loss": (
            "“{title}”（{stations} 个站，共 {lost} 分）",
            "“{title}” ({stations} stations, {lost} points in all)",
        ),
        "leader_losses": ("全市失分最多的指标依次是{losses}。", "Most points are lost in: {losses}."),
        "leader_gain": (
            "建议人力、经费先投向这 {count} 项，如全部补齐，全市平均可提高 {gain} 分。",
            "Put people and money into these {count} first: all of them met would raise the mean by {gain} points.",
        ),
        "leader_counties": (
            "各县（区）中，平均分最高的是{best}（{best_mean} 分），最低的是{last}（{last_mean} 分）。",
            "Of the counties {best} has the highest mean ({best_mean}), {last} the lowest ({last_mean}).",
        ),
        "leader_failed": (
            "评为{grade}的有：{stations}。",
            "{grade}: {stations}.",
        ),
        "advice_failed": (
            "对评为{grade}的站点（{stations}）发出整改通知，期满复评。",
            "Notices to the stations graded {grade} ({stations}), and a recheck when time is up.",
        ),
        "leader_vetoed": (
            "被一票否决的有：{stations}。",
            "By a veto: {stations}.",
        ),
        "leader_veto": ("{name}（{title}）", "{name} ({title})"),
        "leader_open": (
            "尚未定级的有：{stations}。",
            "Without a grade yet: {stations}.",
        ),
        "leader_moved": (
            "比第 {before} 版有变动的有：{moved}。",
            "Changed since edition {before}: {moved}.",
        ),
        "leader_change": ("{name}（{earlier}→{now}）", "{name} ({earlier} → {now})"),
        "names_more": ("{names}等 {count} 个站点", "{names} and others, {count} in all"),
        # Problems and advice of the summary
        "problem_weak": (
            "“{title}”是全市最薄弱的模块，平均得分率 {share}，最低的站点只有 {lowest}。",
            "“{title}” is the weakest section: {share} on average, {lowest} at the lowest station.",
        ),
        "problem_loss": (
            "“{title}”：适用的 {of} 个站点中有 {stations} 个失分，站均失 {average} 分，占该项满分的 {share}。",
            (
                "“{title}”: {stations} of {of} stations lose points, {average} on average, "
                "{share} of its full marks."
            ),
        ),
        "problem_held": (
            "有 {count} 个站点因等级上限或一票否决降低了等级：{names}。",
            "{count} stations are held below the grade of their points by a ceiling or veto: {names}.",
        ),
        "advice_loss": (
            "{remedy}（“{title}”，补齐后全市平均可提高 {gain} 分）。",
            "{remedy} (“{title}”, worth {gain} points of the mean).",
        ),
        "advice_plain": ("{remedy}（“{title}”）。", "{remedy} (“{title}”)."),
        "leader_award": ("拟评为“{title}”的有：{stations}。", "“{title}” goes to {stations}."),
        # The table of results as data
        "data_station": ("站点编码", "Station"),
        "data_name": ("站点名称", "Name"),
        "data_county": ("所属县（区）", "County"),
        "data_kind": ("类别", "Kind"),
        "data_eligibility": ("参评资格", "Eligibility"),
        "data_points": ("得分", "Points"),
        "data_low": ("最低得分", "Lowest"),
        "data_high": ("最高得分", "Highest"),
        "data_out_of": ("满分", "Out of"),
        "data_grade": ("等级", "Grade"),
        "data_provisional": ("暂定", "Provisional"),
        "data_seal": ("校验码", "Seal"),
        "data_reason": ("{title}：原因", "{title}: why"),
        "overview": (
            "本轮评估共 {stations} 个站点，涉及 {counties} 个县（区），评估周期为{period}。",
            "{stations} stations in {counties} counties were evaluated for {period}.",
        ),
        "overview_ranked": (
            "参加排名 {ranked} 个，未参加排名 {unranked} 个。",
            "{ranked} are ranked, {unranked} are not.",
        ),
        "overview_grades": ("等级情况：{grades}。", "Grades: {grades}."),
        "counted": (
            "平均值按 {count} 个已有最终得分的参评站点计算，四舍五入。",
            "Averages are over {count} stations with final points, rounded.",
        ),
        "counted_none": ("尚无已有最终得分的站点。", "No station has final points yet."),
        "grade_count": ("{grade} {count} 个", "{grade} {count}"),
        "tied": ("并列{rank}", "{rank}="),
        "open_grade": ("未定级", "no grade"),
        "bin": ("{low} 以上，不满 {high}", "{low} to less than {high}"),
        "bin_last": ("{low} 以上", "{low} or more"),
        "pending": ("{title}（待认定）", "{title} (pending)"),
        "ceiling": ("{title}，最高{grade}", "{title}, at most {grade}"),
        "veto": ("一票否决：{title}", "veto: {title}"),
        "given": ("入选", "chosen"),
        "open": ("待定", "to decide"),
        "missed": ("未入选", "not chosen"),
        "because": ("{said}：{items}", "{said}: {items}"),
        "why_vetoed": ("一票否决", "vetoed"),
        "why_not_eligible": ("未获参评资格", "not evaluated or postponed"),
        "why_provisional": ("暂定，尚有事项待评定", "provisional, still open"),
        "provisional_count": ("暂定，尚有 {count} 个事项待定", "provisional, {count} still open"),
        "why_no_score": ("无适用指标，不计分", "no criterion applies"),
        "why_other_guideline": ("所依据的指标版本与本轮不一致", "evaluated under another guideline"),
        "why_withdrawn": ("已退出本轮", "withdrawn"),
        "why_no_result": ("尚无评估结果", "no result yet"),
        "places": ("{count} 个名额", "{count} places"),
        "needs_grade": ("等级须达到{grade}", "at least {grade}"),
        "per_county": ("每县（区）不超过 {count} 个", "at most {count} per county"),
        "places_left": ("空缺 {count} 个名额。", "{count} places stay empty."),
        "not_final": ("尚有事项待定，结果可能变化。", "Something is open, so this may change."),
        "more_missed": ("另有 {count} 个站点未入选，未列出。", "{count} more stations are not listed."),
        "chosen": ("第 {rank} 名", "rank {rank}"),
        "chosen_county": ("第 {rank} 名，{county}第 {number} 个", "rank {rank}, number {number} of {county}"),
        "tie": (
            "与{names}得分相同，竞争最后 {places} 个名额，须合议决定",
            "level with {names} for the last {places} places: to be decided",
        ),
        "tie_county": (
            "与{names}得分相同，竞争本县（区）最后 {places} 个名额，须合议决定",
            "level with {names} for the county's last {places} places: to be decided",
        ),
        "near_county_full": (
            "第 {rank} 名，{county}的 {limit} 个名额已满",
            "rank {rank}, but {county} has its {limit} places",
        ),
        "near_decided": ("第 {rank} 名，并列，合议未选", "rank {rank}, level, and the panel chose others"),
        "near_no_place": ("第 {rank} 名，名额已满", "rank {rank}, no place is left"),
        "near_grade": ("等级为{grade}，未达到{needed}", "{grade}, not {needed}"),
        "near_ceiling": (
            "得分达到{needed}，因等级上限定为{grade}：{ceilings}",
            "{needed} by points, held at {grade}: {ceilings}",
        ),
        "near_unranked": ("未参加排名。{why}", "not ranked. {why}"),
        "short": ("差 {points} 分", "{points} short"),
        "blocks": ("评定完成后仍可能入选", "it may still come in"),
        "public_pending": ("尚有事项待认定", "something is still open"),
        "notice": (
            (
                "根据{guideline}，{body}开展了{title}，共评估 {stations} 个站点（评估周期：{period}）。"
                "现将评估结果等级予以公示，接受社会监督。"
            ),
            (
                "Under {guideline}, {body} evaluated {stations} stations ({title}; period {period}). "
                "Their grades are made public here."
            ),
        ),
        "body": ("评估单位", "the evaluating body"),
        "authority": ("组织单位", "the organiser"),
        "days": (
            "　　　　年　　月　　日至　　　　年　　月　　日",
            "____-__-__ to ____-__-__",
        ),
        "edition": ("第{number}版（更正）", "Edition {number}, corrected"),
        "seal_line": ("第{number}版　校验码 {seal}", "Edition {number} · seal {seal}"),
        "seal_line_open": ("评估未结束　校验码 {seal}", "Not closed yet · seal {seal}"),
        "correction_notice": (
            "{title}结果（第{before}版）公布后，部分站点的结果经复核或因站点变动有更正，现将更正内容公告如下。",
            "After the results of {title} (edition {before}) were published, some were corrected as follows.",
        ),
        "cause_review": ("复核", "review"),
        "cause_withdrawal": ("退出", "withdrawal"),
        "cause_consequence": ("他站变动", "another station"),
        "upheld": ("维持原结果", "upheld"),
        "position_rank": ("第{rank}名", "rank {rank}"),
        "position_points": ("{points}分", "{points} points"),
        "public_order": (
            "按等级排列，同一等级按站点编码排列，不代表名次。",
            "By grade, then by id; the order within a grade says nothing.",
        ),
        "objections": (
            (
                "公示期内对结果有异议的，请以书面形式向{authority}实名提出，写明站点名称、异议事项、事实和依据，"
                "并附证明材料和联系方式。"
            ),
            (
                "Object within these days, in writing and under your name, to {authority}: "
                "name the station, the matter, the facts and what proves them, and say how to reach you."
            ),
        ),
        "correction_how": (
            (
                "对更正后的结果有异议的，请在公示期内（{days}）以书面形式向{authority}实名提出，写明站点名称、"
                "异议事项、事实和依据，并附证明材料和联系方式。"
            ),
            (
                "Object to a corrected result in writing and under your name, to {authority}, within these "
                "days: {days}. Name the station, the matter, the facts and what proves them, and say how to "
                "reach you."
            ),
        ),
        "objections_rest": (
            "异议登记后复核，结果书面答复提出人。",
            "Objections are registered, reviewed and answered in writing.",
        ),
    }
)
