#!/usr/bin/env python3
"""Every message that the sources can make has a Chinese text in data/messages/.

Looks at the first string of jh_fail(), jh_hint(), jh_findings_add(), jh_tr(), jh_run_progress(), jh_i_report() & co, cli_say(), at the
third member of struct jh_rule rows and at the tables of the command line. Strings built by macros are out of its sight.
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
known = set()
for table in sorted((root / "data/messages").glob("*.tsv")):
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            known.add(line.split("\t")[0])

string = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
patterns = [
    re.compile(r"\bjh_fail\(\s*[^,]+,\s*[A-Za-z_]\w*,\s*" + string),
    re.compile(r"\bjh_hint\(\s*[^,]+,\s*" + string),
    re.compile(r"\bjh_tr\(\s*[^,]+,\s*" + string),
    re.compile(r"\bjh_run_progress\(\s*[^,]+,\s*" + string),
    re.compile(r"\bJH_SEVERITY_\w+,\s*" + string + r"\s*\}"),
    # jh_i_report(import, rule, file, line, column, found, "...") and jh_i_rows_report(rows, rule, column, "...")
    re.compile(r"\b(?:jh_i_report|jh_i_rows_report|report_at)\([^;\"]*?" + string),
    re.compile(r"\bcli_say\(\s*[^,]+,\s*" + string),
    re.compile(r"\.(?:help|summary|details|default_note|unit|head)\s*=\s*" + string),
    # struct cli_column: {"name", "head", "unit", scale, decimals}
    re.compile(r'\{\s*"\w+",\s*' + string + r",\s*(?:NULL|\"[^\"]*\"),\s*[\d.]+,\s*\d+\s*\}"),
    re.compile(r'\{\s*"\w+",\s*(?:NULL|"[^"]*"),\s*' + string + r",\s*[\d.]+,\s*\d+\s*\}"),
]
missing = []
n = 0
for path in sorted([*root.glob("src/**/*.c"), *root.glob("cli/*.c"), *root.glob("server/*.c"), *root.glob("src/**/*.h")]):
    text = path.read_text(encoding="utf-8")
    for pattern in patterns:
        for match in pattern.finditer(text):
            english = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1)))
            n += 1
            if re.sub(r"%[-#0 +0-9.*lzhjt]*[a-zA-Z%]", "", english).strip(" :,.()[]{}%") == "":
                continue  # nothing but conversions
            if english not in known and english.replace('\\"', '"') not in known:
                line = text.count("\n", 0, match.start()) + 1
                missing.append(f"{path.relative_to(root)}:{line}: no Chinese text for: {english}")
print("\n".join(missing))
print(f"{n} messages looked at, {len(missing)} without translation")
sys.exit(1 if missing or n == 0 else 0)
