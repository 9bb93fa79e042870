// Takes the handbook's pictures from the real pages: tools/handbook_pictures.mjs PROGRAM
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch, root, startServer } from '../tests/browser/support.mjs';

const program = resolve(process.argv[2] ?? 'build/release/junheng');
const scratch = mkdtempSync(join(tmpdir(), 'junheng-pictures-'));
execFileSync(program, ['-q', 'sample', join(scratch, 'sample')], { stdio: 'ignore' });
const server = await startServer(program, join(scratch, 'sample'));
execFileSync(program, ['-q', '-w', server.workspace, 'plan', '--cases', 'hard'], { stdio: 'ignore' });
const browser = await launch();
const PAGES = { data: '/data', flows: '/flows', access: '/access', zones: '/zones', plan: '/plan/1', report: '/report?plan=1', programme: '/programme' };
for (const [lang, locale] of [['zh', 'zh-CN'], ['en', 'en-GB']]) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale });
    const page = await context.newPage();
    for (const [name, address] of Object.entries(PAGES)) {
        await page.goto(`${server.base}${address}${address.includes('?') ? '&' : '?'}lang=${lang}`, { waitUntil: 'networkidle', timeout: 60000 }).catch(() => {});
        await page.waitForTimeout(2500);
        await page.screenshot({ path: join(root, 'docs/handbook/images', `${lang}-${name}.jpg`), type: 'jpeg', quality: 62 });
    }
    await context.close();
}
await browser.close();
server.stop();
