"""Lists of hospitals, specialties and centres as offices send them. All names and figures are fictional."""

from corpus_areas import sheet

sheet("hosp_list", "hospitals", "skip hospital area grade sponsor kind beds attr", """
t|绵阳市二级以上医疗机构名录（虚构）||||||||
h|序号|医疗机构名称|所在县区|等级|隶属关系|机构类别|实有床位数（张）|备注
d|1|绵阳市第一人民医院|涪城区|三级甲等|市属|综合医院|1800|
d|2|绵阳市中医院|涪城区|三甲|市属|中医医院|1200|
d|3|涪城区妇幼保健院|涪城区|二级甲等|县属|妇幼保健院|300|
d|4|游仙区人民医院|游仙区|二甲|区属|综合|450|
d|5|江油市人民医院|江油市|三级乙等|县级|综合医院|1100|
T|合计|||||| 4850 |
""", values={"G3": 1800}, names={"C3": "510703", "C7": "510781"})

sheet("hosp_beds_two_line", "hospitals", "hospital_id hospital area authorised_beds beds attr bed_use@0.01 mean_stay", """
t|医院床位情况
h|机构代码|机构名称|县区|床位数（张）|||病床使用率|平均住院日
h||||编制|实有|其中：重症|（%）|（天）
d|H001|绵阳市第一人民医院|涪城区|1,500|1,800|60|92.3|8.1
d|H002|绵阳市中医院|涪城区|1,000|1,200|40|88.0|9.4
d|H003|游仙区人民医院|游仙区|400|450|12|75.5|7.2
T|合计|||2,900|3,450|112||
""", merges=["D2:F2", "A2:A3", "B2:B3", "C2:C3"], values={"E4": 1800, "G4": 0.923, "H6": 7.2})

sheet("hosp_percent_cells", "hospitals", "hospital area beds bed_use", """
h|医院名称|区县|开放床位|床位使用率
d|绵阳市第一人民医院|涪城区|1800|92.3%
d|绵阳市中医院|涪城区|1200|88%
d|游仙区人民医院|游仙区|450|75.5%
""", values={"D2": 0.923})

sheet("hosp_groups", "hospitals", "hospital grade sponsor beds", """
t|医疗机构一览表|||
t||||单位：张
h|医疗机构|级别|举办主体|实际开放床位
g|一、涪城区|||
d|绵阳市第一人民医院|三甲|市属|1800
d|绵阳市中医院|三甲|市属|1200
s|小计|||3000
g|二、江油市|||
d|江油市人民医院|三乙|县属|1100
d|江油市第二人民医院|二甲|县属|500
s|小计|||1600
T|总计|||4600
""")

sheet("hosp_english", "hospitals", "hospital_id hospital area_id beds grade lon lat", """
h|Hospital ID|Hospital name|Area code|Beds|Grade|Longitude|Latitude
d|H001|First Hospital|510703|1800|3A|104.75|31.46
d|H002|Second Hospital|510704|1200|三级|104.77|31.48
""")

sheet("hosp_dates", "hospitals", "skip hospital area attr grade beds", """
t|市级医院基本情况
h|编号|单位|所在地|成立时间|医院等级|床位总数
d|1|绵阳市第一人民医院|涪城区|1939年7月|三级甲等|1800
d|2|绵阳市中医院|涪城区|1951.6|三级甲等|1200
d|3|游仙区人民医院|游仙区|1958-09-01|二级甲等|450
n|制表：医政科　审核：　　2024年3月1日
""")

sheet("hosp_region_only", "hospitals", "hospital region area sponsor grade beds attr attr", """
h|医院|所属市州|所属县区|隶属|等级|实有床位|执业医师（人）|年门急诊人次（万人次）
d|四川省第一医院|成都市|武侯区|省属|三甲|3,200|1,100|320.5
d|成都市第三医院|成都市|青羊区|市属|三甲|1,800|620|210.3
d|大学附属医院|成都市|武侯区|高校|三甲|4,300|1,900|560
d|民生医院|绵阳市|涪城区|民营|二级|300|80|20.1
T|合计|||||9,600|3,700|1,110.9
""", names={"C2": "510107", "C5": "510703"})

sheet("hosp_unit_in_cells", "hospitals", "hospital area beds", """
h|医院名称|所在县（市、区）|床位规模
d|绵阳市第一人民医院|涪城区|1800张
d|绵阳市中医院|涪城区|1200张
d|三台县人民医院|三台县|900张
""", values={"C2": 1800})

sheet("key_specialties", "capabilities", "skip hospital specialty key_level", """
t|国家级、省级临床重点专科一览表（虚构）|||
h|序号|医院名称|专科名称|级别
d|1|绵阳市第一人民医院|心血管内科|国家级
d|2|绵阳市第一人民医院|神经外科|省级
d|3|绵阳市中医院|骨伤科|省级
d|4|江油市人民医院|普外科|省级
n|注：按批准时间排序。|||
""", ref="hosp_list", names={"B3": "绵阳市第一人民医院", "B6": "江油市人民医院"})

sheet("key_specialties_merged", "capabilities", "hospital specialty beds key_level", """
h|依托单位|重点专科|专科床位（张）|专科级别
d|绵阳市第一人民医院|心血管内科|120|国家级
d||神经外科|80|省级
d||肿瘤科|150|省级
d|绵阳市中医院|骨伤科|90|省级
T|合计||440|
""", merges=["A2:A4"], ref="hosp_list", names={"A2": "绵阳市第一人民医院"})

sheet("key_specialties_alias", "capabilities", "hospital specialty key_level", """
h|医疗机构|专科|建设级别
d|绵阳市第一人民医院|心血管内科|国家级
d|绵阳一医院|肿瘤科|省级
d|市中医院|骨伤科|省级
d|某某医院|儿科|省级
""", ref="hosp_list", names={"A2": "绵阳市第一人民医院", "A3": "?绵阳市第一人民医院", "A4": "?绵阳市中医院", "A5": "!"})

sheet("zones_list", "zones", "zone area centre_city", """
t|区域医疗中心片区划分（虚构）||
h|片区|县（市、区）|片区中心城市
d|川北片区|涪城区|绵阳市
d|川北片区|游仙区|绵阳市
d|川北片区|利州区|绵阳市
""")
