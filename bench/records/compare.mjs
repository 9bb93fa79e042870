// The same count over the same file by one of our programs and by DuckDB, in turns, two threads each;
// equal answers asserted. Read, classify, aggregate in memory; no rules, no deduplication, no store.
// Usage: node compare.mjs wide|narrow FILE REPEATS PROGRAM [OPERAND...]; the file is its last operand.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [shape, file, repeatsText, program, ...operands] = process.argv.slice(2);
const repeats = Number(repeatsText);
const names = {
  wide: { hospital: "A01", home: "A28C", diagnosis: "C03C", days: "B20", cost: "D01" },
  narrow: { hospital: "HOSPITAL", home: "HOME", diagnosis: "DIAGNOSIS", days: "DAYS", cost: "COST" },
}[shape];

// Chapters of ICD-10 by the first category behind each.
const chapters = [["C", 1], ["D50", 2], ["E", 3], ["F", 4], ["G", 5], ["H", 6], ["H60", 7], ["I", 8], ["J", 9], ["K", 10],
  ["L", 11], ["M", 12], ["N", 13], ["O", 14], ["P", 15], ["Q", 16], ["R", 17], ["S", 18], ["U", 19], ["V", 22], ["Z", 20]];

function query(header) {
  // The header is given, not guessed: nothing is sniffed, only the columns used have other types.
  const types = new Map([[names.days, "INTEGER"], [names.cost, "DECIMAL(12,2)"]]);
  const columns = header.map((name) => `'${name}': '${types.get(name) ?? "VARCHAR"}'`).join(", ");
  const chapter = chapters.map(([end, number]) => `WHEN c < '${end}' THEN ${number}`).join(" ");
  return `SELECT home, hospital, CASE ${chapter} ELSE 21 END AS chapter, count(*) AS cases, sum(days) AS days,
      CAST(sum(cost) * 100 AS BIGINT) AS cost_fen
    FROM (SELECT ${names.home} AS home, ${names.hospital} AS hospital, substr(${names.diagnosis}, 1, 3) AS c,
      ${names.days} AS days, ${names.cost} AS cost
      FROM read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', auto_detect = false,
        columns = {${columns}}))
    GROUP BY ALL`;
}

function ours(answer) {
  const line = execFileSync(program, ["-t", "2", "-o", answer, ...operands, file], { encoding: "utf8" });
  const [, , , wall, processor] = line.split(" ");
  return { wall: Number(wall) / 1e9, processor: Number(processor) / 1e9 };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const folder = mkdtempSync(join(tmpdir(), "records-"));
try {
  const answer = join(folder, "answer");
  const header = execFileSync("head", ["-n", "1", file], { encoding: "utf8" }).trim().split(",");
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  await connection.run("SET preserve_insertion_order = false");
  const sql = query(header);
  const times = { ours: [], duckdb: [] };
  execFileSync("cat", [file], { stdio: "ignore" }); // into the page cache
  for (let i = 0; i < repeats; i++) {
    times.ours.push(ours(answer));
    const begin = performance.now(), before = process.cpuUsage();
    await connection.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`);
    const used = process.cpuUsage(before);
    times.duckdb.push({ wall: (performance.now() - begin) / 1e3, processor: (used.user + used.system) / 1e6 });
    const rows = (await connection.runAndReadAll("FROM answer")).getRows();
    const theirs = rows.map((row) => row.join("|")).sort();
    const mine = readFileSync(answer, "utf8").trim().split("\n").sort();
    if (theirs.length !== mine.length || theirs.some((line, k) => line !== mine[k]))
      throw new Error(`the answers differ: ${mine.length} and ${theirs.length} cells`);
  }
  const version = (await connection.runAndReadAll("SELECT version()")).getRows()[0][0];
  const size = statSync(file).size;
  console.log(`${basename(program)}, ${shape}, ${(size / 1e9).toFixed(2)} GB, ${repeats} runs in turns, two threads each; answers equal`);
  for (const kind of ["wall", "processor"]) {
    const mine = times.ours.map((time) => time[kind]), theirs = times.duckdb.map((time) => time[kind]);
    const tell = (name, t) => `${name} ${median(t).toFixed(2)} s (${Math.min(...t).toFixed(2)} to ${Math.max(...t).toFixed(2)}), ` +
      `${(size / median(t) / 1e9).toFixed(2)} GB/s`;
    console.log(`${kind}: ${tell("junheng", mine)}; ${tell(`DuckDB ${version}`, theirs)}; ` +
      `ratio ${(median(theirs) / median(mine)).toFixed(1)}, lowest ${Math.min(...mine.map((t, i) => theirs[i] / t)).toFixed(1)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
