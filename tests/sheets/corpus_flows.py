"""Flows of patients and travel times as offices send them. All figures are fictional."""

from corpus_areas import sheet

sheet("flows_list", "flows", "hospital area specialty cases days cost@10000", """
t|2023年出院患者来源统计（虚构）|||||
h|医疗机构名称|患者来源地|科室|出院人次|住院总床日|医疗总费用（万元）
d|绵阳市第一人民医院|涪城区|心血管内科|1,203|9,800|1,530.2
d|绵阳市第一人民医院|游仙区|心血管内科|530|4,100|640.5
d|绵阳市中医院|涪城区|骨伤科|800|9,600|720
T|合计|||2,533|23,500|2,890.7
""", ref="hosp_list", values={"D3": 1203, "F3": 15302000}, names={"B3": "510703", "A5": "绵阳市中医院"}, period="2023")

sheet("flows_matrix", "flows", "area cases[hospital] cases[hospital] cases[hospital] rowtotal", """
t|2023年各县区患者就诊去向（出院人次，虚构）||||
h|来源地＼医院|绵阳市第一人民医院|绵阳市中医院|江油市人民医院|合计
d|涪城区|12,030|8,000|150|20,180
d|游仙区|5,300|2,100|90|7,490
d|江油市|1,100|600|9,400|11,100
T|合计|18,430|10,700|9,640|38,770
""", ref="hosp_list", values={"B3": 12030}, names={"A5": "510781", "D2": "江油市人民医院"}, period="2023")

sheet("flows_matrix_turned", "flows", "hospital cases[area] cases[area] cases[area] rowtotal", """
t|医院出院患者来源地分布表|||
t|2023年度||||单位：人次
h|医院|涪城区|游仙区|江油市|小计
d|绵阳市第一人民医院|12030|5300|1100|18430
d|绵阳市中医院|8000|2100|600|10700
d|江油市人民医院|150|90|9400|9640
T|总计|20180|7490|11100|38770
""", ref="hosp_list", names={"B3": "510703", "A4": "绵阳市第一人民医院"}, period="2023")

sheet("flows_quarters", "flows", "area hospital cases[period] cases[period] cases[period] cases[period] rowtotal", """
h|来源县区|就诊医院|出院人次|||||
h|||一季度|二季度|三季度|四季度|全年
d|涪城区|绵阳市第一人民医院|3000|3010|3020|3000|12030
d|游仙区|绵阳市第一人民医院|1300|1330|1340|1330|5300
T|合计||4300|4340|4360|4330|17330
""", ref="hosp_list", merges=["C1:G1", "A1:A2", "B1:B2"], title="2023年出院患者统计")

sheet("flows_months", "flows", "area hospital period cases deaths", """
h|户籍地|医疗机构|出院月份|出院人数|死亡人数
d|涪城区|绵阳市第一人民医院|2023年1月|1003|3
d|涪城区|绵阳市第一人民医院|2023-02|980|2
d|涪城区|绵阳市第一人民医院|2023.3|1011|4
d|游仙区|绵阳市第一人民医院|2023/1|430|1
d|游仙区|绵阳市第一人民医院|202302|441|0
T|合计|||3865|10
""", ref="hosp_list", basis="registration")

sheet("insurance_list", "flows", "area destination cases persons cost@10000 attr", """
t|2023年异地就医结算情况（虚构）|||||
t||||||单位：人次、人、万元
h|参保地|就医地|结算人次|结算人数|医疗总费用|基金支付
d|涪城区|北京市|210|180|630|380
d|涪城区|成都市|3,300|2,600|4,950|2,970
d|游仙区|重庆市|120|100|210|126
d|游仙区|上海市|88|80|300|150
T|合计||3,718|2,960|6,090|3,626
""", ref="hosp_list", values={"C4": 210, "E4": 6300000}, names={"A4": "510703", "B4": "110000"}, basis="insurance", period="2023")

sheet("insurance_matrix", "flows", "area cases[destination] cases[destination] cases[destination] rowtotal", """
t|住院费用跨省直接结算人次（参保地×就医地）||||
h|参保地|就医地|||合计
h||北京|上海|重庆|
d|涪城区|210|95|330|635
d|游仙区|80|88|120|288
d|安州区|33|20|71|124
T|合计|323|203|521|1047
""", merges=["A2:A3", "B2:D2", "E2:E3"], ref="hosp_list", names={"B3": "110000", "D3": "500000"}, basis="insurance", title="2023年跨省异地就医")

sheet("flows_suppressed", "flows", "area hospital specialty cases", """
h|常住地|医院|专科|出院人次
d|涪城区|绵阳市第一人民医院|心血管内科|1203
d|涪城区|绵阳市第一人民医院|儿科|<10
d|游仙区|绵阳市第一人民医院|儿科|*
d|游仙区|绵阳市中医院|骨伤科|55
""", ref="hosp_list", asked=["D3", "D4"], title="2023年出院")

sheet("flows_reason", "flows", "area hospital reason hard cases", """
h|参保县区|就诊医院|外出原因|是否疑难危重|出院人次
d|涪城区|绵阳市第一人民医院|转诊|是|203
d|涪城区|绵阳市中医院|自行外出|否|55
d|游仙区|绵阳市第一人民医院|急诊|否|31
""", ref="hosp_list", title="2023年", basis="insurance")

sheet("flows_unknown_measure", "flows", "area hospital cases ?", """
h|来源地|医院|出院人次|RW值合计数A
d|涪城区|绵阳市第一人民医院|1203|1500.3
d|游仙区|绵阳市第一人民医院|530|660.1
""", ref="hosp_list", title="2023年")

sheet("travel_list", "travel", "skip area hospital minutes km", """
t|各县区到医院行车时间（虚构）||||
h|序号|出发县区|目的医院|车程（分钟）|里程（公里）
d|1|涪城区|绵阳市第一人民医院|12|4.5
d|2|江油市|绵阳市第一人民医院|48|41.2
d|3|江油市|江油市人民医院|9|3
""", ref="hosp_list", values={"D3": 12})

sheet("travel_hours", "travel", "area hospital minutes@60 km@0.001", """
h|起点|终点医院|行车时间（小时）|距离（米）
d|涪城区|绵阳市第一人民医院|0.2|4500
d|江油市|绵阳市第一人民医院|0.8|41200
""", ref="hosp_list", values={"C2": 12})

sheet("travel_matrix", "travel", "area minutes[hospital] minutes[hospital] minutes[hospital]", """
t|行车时间矩阵|||
t||||单位：分钟
h|县区／医院|绵阳市第一人民医院|绵阳市中医院|江油市人民医院
d|涪城区|12|10|50
d|游仙区|18|20|61
d|江油市|48|47|9
""", ref="hosp_list", names={"A6": "510781", "B3": "绵阳市第一人民医院"})
