"""What bench/serve.sh measures, once the server is up: python3 serve.py BASE FOLDER PID CLIENTS RATE_EACH SECONDS"""
import gzip
import json
import pathlib
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request

base, folder, pid, clients, rate, seconds = sys.argv[1:]
folder = pathlib.Path(folder)


def get(path):
    start = time.monotonic()
    request = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        data = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return (time.monotonic() - start) * 1e3, len(data), gzip.decompress(data) if packed else data


def memory(name):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith(name))) / 1024


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def main():
    took, _, _ = get("/api/v1/meta")
    print(f"first answer, the dataset being loaded: {took / 1e3:.1f} s")
    time.sleep(40)  # what the server makes ready by itself: first questions, rooms, periods
    rates = "/api/v1/flows?by=area&totals=1&digits=6&columns=area_id,%s" % (
        "cases,outflow_cases,outflow_rate_excl,hard_cases,hard_outflow_cases,inflow_cases,treated_cases,neighbour_cases,"
        "persons_outflow,cost_outflow,own_county_rate,own_prefecture_rate,own_province_rate,outside_rate")
    meta = json.loads(get("/api/v1/meta")[2])
    first, last = meta["periods"][0], meta["periods"][-1]
    specialty = urllib.parse.quote(meta["specialties"][0]["id"])
    layers = ["/api/v1/map?form=grid", rates, f"{rates}&period={first[:4]}", f"{rates}&period={last}", f"{rates}&specialty={specialty}",
              f"{rates}&specialty={specialty}&period={last}", "/api/v1/map", "/api/v1/flows?by=area&totals=1", "/api/v1/flows?by=region&totals=1",
              "/api/v1/flows?by=zone&totals=1", "/api/v1/access?method=2sfca"]
    for path in layers:
        first, size, _ = get(path)
        again = percentile([get(path)[0] for _ in range(9)], 0.5)
        path = path.replace(rates, "the map's flows")
        print(f"{path}: first {first:.0f} ms, again {again:.1f} ms, {size / 1e3:.0f} kB")
    world = json.loads(get("/api/v1/map")[2])
    draw = random.Random(1)
    areas = draw.sample([a["id"] for a in world["areas"] if not a["outside"]], 300)
    hospitals = draw.sample([h["id"] for h in world["hospitals"]], 300)
    paths = layers + ["/api/v1/meta", "/api/v1/zoning", "/api/v1/flows?by=zone&show=leaving&top=3",
                      "/api/v1/flows?by=specialty", "/api/v1/scenario", "/api/v1/plans", "/api/v1/jobs"]
    for path in paths:
        get(path)
    urls = [base + p for p in paths for _ in range(10)] + [f"{base}/api/v1/areas/{a}" for a in areas]
    urls += [f"{base}/api/v1/hospitals/{h}" for h in hospitals]
    draw.shuffle(urls)
    (folder / "urls").write_text("\n".join(urls) + "\n")
    log = folder / "times"
    log.unlink(missing_ok=True)
    subprocess.run(["h2load", "--h1", "-c", clients, "-t", "1", "--rps", rate, "-D", seconds, "-i", str(folder / "urls"),
                    "-H", "Accept-Encoding: gzip", f"--log-file={log}"], check=True, stdout=subprocess.DEVNULL)
    rows = [line.split() for line in log.read_text().splitlines()]
    times = [int(row[2]) / 1e3 for row in rows]
    wrong = sum(row[1] != "200" for row in rows)
    print(f"{len(rows)} requests in {seconds} s at {int(clients) * int(rate)} a second: median {percentile(times, 0.5):.1f} ms, "
          f"p95 {percentile(times, 0.95):.1f} ms, p99 {percentile(times, 0.99):.1f} ms, longest {max(times):.0f} ms, "
          f"{wrong} not 200")
    print(f"memory: {memory('VmRSS'):.0f} MiB, at most {memory('VmHWM'):.0f} MiB")


main()
