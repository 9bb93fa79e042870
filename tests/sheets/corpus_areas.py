"""Lists of counties as offices send them. All figures are fictional.

One line is one row: its class, then its cells. Classes: t title or unit line, h header, d data,
g name of a group, s subtotal, T total, n note, b blank. Columns: what each one is; @ is the factor
that brings it to persons, beds, yuan, days, minutes or shares.
"""

SHEETS = []


def sheet(name, kind, cols, rows, **more):
    SHEETS.append({"name": name, "kind": kind, "cols": cols.split(), "rows": rows.strip("\n"), **more})


sheet("pop_clean", "areas", "area_id area population", """
h|行政区划代码|县区|常住人口
d|510104|锦江区|903100
d|510105|青羊区|955800
d|510106|金牛区|1265300
d|510107|武侯区|1206500
""", values={"C2": 903100, "C5": 1206500}, names={"B2": "510104"})

sheet("pop_title_unit_corner", "areas", "skip area population@10000 attr", """
t|附件1|||
t|成都市2023年分县（市、区）人口情况表（虚构）|||
t||||单位：万人
h|序号|县（市、区）|常住人口|户籍人口
d|1|锦江区|90.31|65.2
d|2|青羊区|95.58|70.1
d|3|金牛区|126.53|81.3
d|4|武侯区|120.65|88.9
T|合计||433.07|305.5
n|注：常住人口为年末数，数据均为虚构。|||
""", values={"C5": 903100, "C8": 1206500}, names={"B6": "510105"})

sheet("pop_maker_and_unit", "areas", "skip area population@10000 attr", """
t|附表3 2023年各县（市、区）人口（虚构）|||
t|制表单位：省卫生健康委统计信息中心|||单位：万人
h|序号|县（市、区）|常住人口|65岁及以上人口
d|1|锦江区|90.31|10.2
d|2|青羊区|95.58|11.1
T||合计|185.89|21.3
""", values={"C4": 903100}, names={"B5": "510105"})

sheet("pop_two_line", "areas", "region area population@10000 attr attr attr", """
t|2023年四川省人口年报（虚构）|||||
h|市（州）|县（市、区）|人口（万人）|||城镇化率
h|||年末常住|其中：男|女|（%）
d|成都市|锦江区|90.31|44.1|46.21|100.0
d|成都市|青羊区|95.58|46.9|48.68|100.0
d|绵阳市|涪城区|130.2|65|65.2|89.3
d|绵阳市|安州区|36.4|18.6|17.8|51.0
T|全省||352.49|174.6|177.89|
""", merges=["A1:F1", "C2:E2", "A2:A3", "B2:B3"], names={"B7": "510705"})

sheet("pop_groups", "areas", "area population attr", """
t|各县（市、区）常住人口（虚构）||
h|地区|常住人口（人）|65岁及以上占比
g|成都市||
d|　　锦江区|903,100|12.1%
d|　　青羊区|955,800|15.3%
s|　　小计|1,858,900|
g|绵阳市||
d|　　涪城区|1,302,000|14.0%
d|　　游仙区|561,000|17.7%
s|　　小计|1,863,000|
T|总　计|3,721,900|
n|数据来源：某某统计局（虚构）||
""", values={"B4": 903100, "B9": 561000}, names={"A4": "510104", "A9": "510704"})

sheet("pop_city_heads", "areas", "area population@10000 attr", """
h|地 区|年末常住人口（万人）|地区生产总值（亿元）
s|成都市|312.42|5100.2
d|锦江区|90.31|1700.1
d|青羊区|95.58|1800.0
d|金牛区|126.53|1600.1
s|绵阳市|186.3|2000
d|涪城区|130.2|1500
d|游仙区|56.1|500
""", names={"A3": "510104", "A7": "510703"})

sheet("pop_fullwidth", "areas", "skip area population attr", """
t|常住人口统计表|||
h|序号|单位名称|常住人口（人）|备　考
d|１|锦江区|９０３，１００|
d|２|青羊区|９５５，８００|
d|３|双流县|１，４６６，３００|现双流区
T||合　计|３，３２５，２００|
""", values={"C3": 903100, "C5": 1466300}, names={"B5": "510116"}, title="成都市")

sheet("pop_wrong_total", "areas", "area population@10000", """
t|绵阳市各县区人口（单位：万人）|
h|县区|常住人口
d|涪城区|130.2
d|游仙区|56.1
d|安州区|36.4
T|合计|232.7
""", differs=["B6"])

sheet("pop_years", "areas", "area attr attr population@10000", """
t|绵阳市历年常住人口（万人）|||
h|县（市、区）|2021年|2022年|2023年
d|涪城区|129.0|129.7|130.2
d|游仙区|55.8|56.0|56.1
d|安州区|36.8|36.6|36.4
T|全市|221.6|222.3|222.7
""", values={"D3": 1302000})

sheet("pop_numbered_columns", "areas", "area area_id population attr", """
t|表1-3|||
t|人口基本情况|||
h|县区名称|行政区划代码|常住人口|户籍人口
h|甲|乙|1|2
d|涪城区|510703000000|1302000|900000
d|游仙区|510704000000|561000|540000
T|合计||1863000|1440000
n|单位负责人：　　　填表人：　　　报出日期：2024年1月5日|||
""", names={"A5": "510703"})

sheet("pop_places", "areas", "area_id area population lon lat", """
h|代码|名称|常住人口数|经度|纬度
d|510703|涪城区|1302000|104.7569|31.4553
d|510704|游仙区|561000|104.7664|31.4738
d|510705|安州区|364000|104.5672|31.5349
""", values={"D2": 104.7569})

sheet("pop_english", "areas", "area_id area population@1000 attr", """
t|Table 4. Population by county (fictional)|||
h|Code|County|Resident population (thousand)|Area (km2)
d|510703|涪城区|1,302.0|554
d|510704|游仙区|561.0|1018
T||Total|1,863.0|1572
n|Source: fictional statistics bureau|||
""", values={"C3": 1302000})

sheet("pop_blank_columns", "areas", "blank area blank population@10000 blank attr", """
t||绵阳市人口（虚构）||||
b||||||
t||||||单位：万人
h||县区||常住人口||备注
b||||||
d||涪城区||130.2||
d||游仙区||56.1||含经开区
b||||||
d||安州区||36.4||
T||合计||222.7||
""")

sheet("pop_dots", "areas", "area population@10000 attr", """
t|年末人口数
t|||单位：万人、%
h|县区|年末常住人口|人口自然增长率
d|涪城区|130.2|…
d|游仙区|56.1|-1.2
d|安州区|36.4|—
d|北川羌族自治县|18.1|-2.3
""", names={"A7": "510726"}, title="绵阳市")

sheet("pop_short_names", "areas", "region area population", """
h|地市|县|常住人口
d|绵阳|北川|181000
d|绵阳|平武|125000
d|绵阳|三台|955000
d|绵阳|江油|731000
d|阿坝州|茂县|94000
d|阿坝州|汶川|83000
""", names={"B2": "510726", "B3": "510727", "B5": "510781", "B6": "513223", "B7": "513221"})

sheet("pop_renamed", "areas", "region area population", """
h|市|县市区|常住人口
d|绵阳市|安县|364000
d|成都市|郫县|1390000
d|成都市|新津县|363000
d|眉山市|彭山县|330000
""", names={"B2": "510705", "B3": "510117", "B4": "510118", "B5": "511403"})

sheet("pop_ambiguous", "areas", "area population", """
h|区县|常住人口
d|朝阳区|3449000
d|海淀区|3130000
d|鼓楼区|900000
""", names={"A2": "?", "A3": "110108", "A4": "?"})

sheet("pop_typo", "areas", "region area population", """
h|市|县区|常住人口
d|绵阳市|涪城区|1302000
d|绵阳市|游似区|561000
d|绵阳市|梓潼县|275000
d|绵阳市|蓬莱岛县|3000
""", names={"B2": "510703", "B3": "?510704", "B4": "510725", "B5": "!"})

sheet("pop_errors", "areas", "area population", """
h|区县|常住人口
d|涪城区|1302000
d|游仙区|#REF!
d|安州区|36.4万
d|三台县|约95万
T|合计|#VALUE!
""", asked=["B3", "B5"], values={"B4": 364000}, title="绵阳市")

sheet("pop_province_column", "areas", "province region area area_id population attr", """
h|省|市|区县|国标码|总人口（人）|老年人口（人）
d|四川省|绵阳市|涪城区|510703|1302000|182000
d||绵阳市|游仙区|510704|561000|101000
d|四川省|广元市|利州区|510802|571000|94000
T|合计|||| 2434000 |377000
""", merges=["A2:A3"])

sheet("pop_merged_city", "areas", "region area population@10000", """
t|各县区人口||
h|市州|县区|人口数（万人）
d|绵阳市|涪城区|130.2
d||游仙区|56.1
d||安州区|36.4
d|广元市|利州区|57.1
d||昭化区|15.6
T|合计||295.4
""", merges=["A3:A5", "A6:A7"], names={"B5": "510705", "B7": "510811"})

sheet("pop_repeated_header", "areas", "skip area population", """
t|人口分县情况表||
h|序号|县区|常住人口
d|1|涪城区|1302000
d|2|游仙区|561000
t|人口分县情况表（续）||
h|序号|县区|常住人口
d|3|安州区|364000
d|4|三台县|955000
T||合计|3182000
""", title="绵阳市")

sheet("pop_total_first", "areas", "area population attr", """
t|绵阳市2023年人口||
h|地区|常住人口（人）|户籍人口（人）
T|全市|2227000|1980000
d|涪城区|1302000|900000
d|游仙区|561000|540000
d|安州区|364000|540000
n|说明：1.本表数据为虚构。||
n|2.户籍人口为公安部门年报数。||
""")

sheet("pop_registered_only", "areas", "area ?", """
h|县区|户籍人口（人）
d|涪城区|900000
d|游仙区|540000
""", title="绵阳市")

sheet("pop_namesakes", "areas", "area_id area population", """
h|代码|县区|常住人口
d|110105|朝阳区|3449000
d|220104|朝阳区|980000
d|110108|海淀区|3130000
""", names={"B2": "110105", "B3": "220104"})
