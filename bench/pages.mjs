// How fast the pages are: node bench/pages.mjs --program build/release/junheng [--data FOLDER] [--areas N]
// First page on a cold cache, bytes sent for it, later pages, and frames while a map is moved.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, startServer } from '../tests/browser/support.mjs';

const argument = (name) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? undefined : process.argv[at + 1];
};
const program = argument('--program');
const scratch = mkdtempSync(join(tmpdir(), 'junheng-pages-'));
let folder = argument('--data');
if (!folder) {
    folder = join(scratch, 'sample');
    const areas = argument('--areas');
    execFileSync(program, ['-q', 'sample', folder, ...(areas ? ['--areas', areas] : [])]);
}
const browser = await launch();
const server = await startServer(program, folder);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Milliseconds until the first page has its sentence and its map, and bytes on the wire. */
async function cold() {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    let bytes = 0;
    await wire.send('Network.enable');
    wire.on('Network.loadingFinished', (event) => {
        bytes += event.encodedDataLength;
    });
    const from = Date.now();
    await page.goto(`${server.base}/?lang=zh`);
    await page.locator('.sentence').first().waitFor();
    await page.locator('.map .scale i[style]').waitFor();
    const ms = Date.now() - from;
    await page.waitForTimeout(300);
    return { context, page, ms, bytes };
}

async function later(page, room, sign) {
    const from = Date.now();
    await page.locator(`nav.rooms a[href^="/${room}"]`).click();
    await page.locator(sign).first().waitFor();
    return Date.now() - from;
}

/** Frames each second while the map is dragged about for three seconds, zoomed in twice. */
async function frames(page) {
    await page.locator('nav.rooms a[href^="/flows"]').click();
    await page.locator('.map canvas.over').waitFor();
    const box = await page.locator('.map canvas.over').boundingBox();
    return page.evaluate(async ({ x, y, width, height }) => {
        const canvas = document.querySelector('.map canvas.over');
        canvas.setPointerCapture = () => {};
        const send = (type, px, py) => canvas.dispatchEvent(new PointerEvent(type, { clientX: px, clientY: py, pointerId: 1, button: 0, bubbles: true, pointerType: 'mouse' }));
        const mx = x + width / 2;
        const my = y + height / 2;
        send('pointerdown', mx, my);
        const from = performance.now();
        let n = 0;
        let longest = 0;
        let last = from;
        while (performance.now() - from < 3000) {
            const turn = (performance.now() - from) / 250;
            send('pointermove', mx + 150 * Math.sin(turn), my + 100 * Math.cos(turn));
            await new Promise((done) => requestAnimationFrame(done));
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            n++;
        }
        send('pointerup', mx, my);
        return { perSecond: (n * 1000) / (performance.now() - from), longest };
    }, box);
}

try {
    const runs = [];
    for (let i = 0; i < 5; i++) {
        const run = await cold();
        runs.push(run);
        if (i < 4) await run.context.close();
    }
    const last = runs[4];
    console.log(`first page, cold cache, median of 5: ${median(runs.map((r) => r.ms))} ms (first ${runs[0].ms} ms), ${(last.bytes / 1000).toFixed(0)} kB on the wire`);
    for (const [room, sign] of [['access', '.atlas .table tbody tr'], ['zones', '.atlas .table tbody tr'], ['plan', '.page .sentence'], ['data', '.page .sentence'], ['flows', '.map canvas'], ['access', '.atlas .table tbody tr']]) {
        console.log(`then ${room}: ${await later(last.page, room, sign)} ms`);
    }
    const moving = await frames(last.page);
    console.log(`map moved: ${moving.perSecond.toFixed(0)} frames/s, longest frame ${moving.longest.toFixed(0)} ms`);
} finally {
    await browser.close();
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
}
