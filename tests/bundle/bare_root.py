#!/usr/bin/env python3
"""The unpacked archive in a root folder that holds a shell and nothing else: no C library, no fonts, no /proc.

    bare_root.py --tree DIR | --archive FILE.tar.xz | --deb FILE.deb   [--emulator qemu-aarch64-static]

Needs to be root (chroot) and busybox-static; else it says so and ends with 77. The whole way is gone: import of a
folder, of a workbook and of a GB18030 table; a plan with its documents; serving.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

SKIP = 77
CHROOT = shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin:/bin")
SHELL = ["sh", "ls", "cat", "wget", "readlink", "mkdir", "head", "rm", "date"]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIP)


def make_root(root, busybox):
    for folder in ("bin", "tmp", "dev", "root"):
        (root / folder).mkdir()
    shutil.copy(busybox, root / "bin/busybox")
    for name in SHELL:
        (root / "bin" / name).symlink_to("busybox")
    os.mknod(root / "dev/null", 0o20666, os.makedev(1, 3))
    os.mknod(root / "dev/urandom", 0o20444, os.makedev(1, 9))


class Bare:
    def __init__(self, root, program, emulator):
        self.root, self.program = root, program
        self.environment = {"PATH": "/bin", "HOME": "/root", "LANG": "zh_CN.UTF-8"}
        if emulator:
            self.environment["JUNHENG_EMULATOR"] = f"/bin/{emulator}"

    def start(self, script, **more):
        return subprocess.Popen([CHROOT, str(self.root), "/bin/sh", "-c", f"cd /root && {script}"],
                                env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL, **more)

    def run(self, script):
        print("$", script, flush=True)
        child = self.start(script)
        said = child.communicate()[0].decode("utf-8", "replace")
        if child.returncode != 0:
            sys.exit(f"{said}\nended with {child.returncode}: {script}")
        return said


def wanted(condition, what):
    if not condition:
        sys.exit(f"wrong: {what}")


def check_plan(bare):
    program = bare.program
    sample = f"{program.rsplit('/', 1)[0]}/sample"
    bare.run(f"{program} -q import {sample}")
    bare.run(f"{program} -q plan --cases hard --time_limit_s 5 --out plan > /dev/null")
    made = {path.name: path.stat().st_size for path in (bare.root / "root/plan").iterdir()}
    print(made)
    for name in ("规划方案.docx", "汇报.pptx", "plan.xlsx", "report.html", "map.geojson", "一张图.pdf"):
        wanted(made.get(name, 0) > 5000, f"{name} is not there or empty")
    # Pictures were drawn, with letters: a map without a font is a third of the size.
    with zipfile.ZipFile(bare.root / "root/plan/规划方案.docx") as package:
        pictures = [info.file_size for info in package.infolist() if info.filename.endswith(".png")]
    wanted(len(pictures) >= 5, "pictures of the document")
    fonts = subprocess.run(["pdffonts", str(bare.root / "root/plan/一张图.pdf")], capture_output=True, text=True)
    wanted(fonts.returncode != 0 or "DroidSansFallback" in fonts.stdout, f"the font carried along:\n{fonts.stdout}")


def check_tables(bare, tests):
    """A workbook goes through ogr2ogr; GB18030 through the carried character sets."""
    program = bare.program
    small = tests / "cli/small"
    folder = bare.root / "root/gbk"
    folder.mkdir()
    for path in small.iterdir():
        data = path.read_bytes()
        if path.suffix == ".csv":
            data = data.decode("utf-8-sig").encode("gb18030")
        (folder / path.name).write_bytes(data)
    bare.run(f"{program} -q -w gbk.db import gbk > /dev/null")
    said = bare.run(f"{program} -q -w gbk.db export back > /dev/null; cat back/areas.csv")
    wanted(small.joinpath("areas.csv").read_text("utf-8-sig").split("\n")[1].split(",")[1] in said, "names in GB18030")
    said = bare.run(f"{program} check plan/plan.xlsx; true")
    wanted("ogr2ogr" not in said and "summary" in said or "工作表" in said or "表" in said, f"a workbook is read: {said}")
    shutil.copy(tests.parent / "fuzz/corpus/xls/mine.xls", bare.root / "root/beds.xls")
    said = bare.run(f"{program} -w none.db sheet beds.xls")
    wanted("authorised_beds" in said and "mine" not in said, f"an old workbook is read: {said}")
    said = bare.run(f"{program.rsplit('/', 1)[0]}/lib/tools/ogr2ogr --formats | cat")
    for driver in ("XLSX", "ODS", "XLS", "GPKG", "ESRI Shapefile", "GeoJSON"):
        wanted(f" {driver} " in said, f"the format {driver}")
    said = bare.run(f"{program.rsplit('/', 1)[0]}/lib/tools/ogr2ogr -f CSV -oo HEADERS=DISABLE /root/sheets "
                    "/root/plan/plan.xlsx 2>&1; ls sheets; cat sheets/*.csv | head -3")
    wanted(".csv" in said and "," in said, f"a sheet as text: {said}")


def check_serving(bare):
    child = bare.start(f"exec {bare.program} -q serve --listen 127.0.0.1:0 --port-file port", start_new_session=True)
    try:
        port = bare.root / "root/port"
        for _ in range(300):
            if port.exists() and port.read_text().strip():
                break
            time.sleep(0.1)
        at = f"http://127.0.0.1:{port.read_text().strip()}"
        said = bare.run(f"wget -q -O - {at}/healthz; wget -q -O - {at}/ | head -c 300; "
                        f"wget -q -O - '{at}/api/v1/flows?by=zone&limit=1'")
        wanted('"rows"' in said and "<!doctype html>" in said.lower(), f"answers of the server: {said}")
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()


def place(options, root):
    """Puts the tree into the root; the path of the program there."""
    if options.deb:
        subprocess.run(["dpkg-deb", "-x", options.deb, str(root)], check=True)
        return "/usr/bin/junheng"
    target = root / "opt/junheng"
    if options.archive:
        (root / "opt").mkdir()
        subprocess.run(["tar", "-C", str(root / "opt"), "-xf", options.archive], check=True)
        next((root / "opt").iterdir()).rename(target)
    else:
        shutil.copytree(options.tree, target, symlinks=True)
    return "/opt/junheng/junheng"


def main():
    parser = argparse.ArgumentParser()
    for name in ("tree", "archive", "deb", "emulator"):
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    busybox = shutil.which("busybox")
    if os.geteuid() != 0:
        skip("only root can change the root folder")
    if busybox is None or b"statically" not in subprocess.run(["file", "-L", busybox], capture_output=True).stdout:
        if busybox is None or subprocess.run(["ldd", busybox], capture_output=True).returncode == 0:
            skip("busybox-static is missing")
    tests = pathlib.Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory(prefix="junheng-bare-") as scratch:
        root = pathlib.Path(scratch)
        try:
            make_root(root, busybox)
        except PermissionError:
            skip("this root may not make /dev/null")
        program = place(options, root)
        if options.emulator:
            shutil.copy(shutil.which(options.emulator), root / "bin" / options.emulator)
        bare = Bare(root, program, options.emulator)
        print(bare.run(f"ls /; {program} --version"))
        if options.deb:
            bare.program = "/opt/junheng/junheng"
        check_plan(bare)
        check_tables(bare, tests)
        check_serving(bare)
    print("good")


main()
