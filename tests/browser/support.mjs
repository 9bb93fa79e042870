// What the walks share: a server of their own, a browser, a page that notes everything that goes wrong.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'web', 'package.json');
const SKIP = 77;

export function skip(why) {
    console.log(`skipped: ${why}`);
    process.exit(SKIP);
}

export function need(name) {
    try {
        return createRequire(modules)(name);
    } catch {
        return skip(`${name} is not installed (npm ci in web/)`);
    }
}

export function findChromium() {
    const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
    return known.find((path) => path && existsSync(path)) ?? skip('chromium is not installed');
}

export async function launch() {
    const { chromium } = need('playwright-core');
    return chromium.launch({
        executablePath: findChromium(),
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts `junheng serve` on a workspace of its own; `dataset` is imported first where given. */
export async function startServer(program, dataset) {
    const folder = mkdtempSync(join(tmpdir(), 'junheng-browser-'));
    const workspace = join(folder, 'w.db');
    if (dataset) execFileSync(program, ['-q', '-w', workspace, 'import', dataset], { stdio: 'ignore' });
    const portFile = join(folder, 'port');
    const child = spawn(program, ['-q', '-w', workspace, 'serve', '--listen', '127.0.0.1:0', '--port-file', portFile], { stdio: 'ignore' });
    for (let i = 0; i < 200 && !existsSync(portFile); i++) await pause(50);
    await pause(50);
    const base = `http://127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`;
    const stop = () => {
        child.kill('SIGTERM');
        rmSync(folder, { recursive: true, force: true });
    };
    const start = await (await fetch(base)).text();
    if (!start.includes('/assets/')) {
        stop();
        skip('the program was built without pages (cmake -DJH_WEB=ON)');
    }
    return { base, folder, workspace, stop };
}

export class Walk {
    errors = [];
    checks = 0;

    constructor(browser, base, lang) {
        Object.assign(this, { browser, base, lang });
    }

    async open(size = { width: 1280, height: 800 }) {
        this.context = await this.browser.newContext({ viewport: size, locale: this.lang === 'zh' ? 'zh-CN' : 'en-GB', acceptDownloads: true });
        this.page = await this.context.newPage();
        this.page.setDefaultTimeout(20000);
        this.page.on('console', (message) => {
            if (/^(error|warning)$/.test(message.type()) && !message.text().startsWith('Canvas2D: Multiple readback')) this.errors.push(`console: ${message.text()}`);
        });
        this.page.on('pageerror', (error) => this.errors.push(`error: ${error.message}`));
        this.page.on('request', (request) => {
            if (!request.url().startsWith(this.base) && !request.url().startsWith('blob:')) this.errors.push(`left the site: ${request.url()}`);
        });
        return this.page;
    }

    async go(path) {
        await this.page.goto(`${this.base}${path}${path.includes('?') ? '&' : '?'}lang=${this.lang}`);
    }

    check(holds, what) {
        this.checks++;
        if (!holds) this.errors.push(`does not hold: ${what}`);
    }

    async sees(selector, what = selector) {
        try {
            await this.page.locator(selector).first().waitFor({ state: 'visible' });
            this.checks++;
        } catch {
            this.errors.push(`not seen: ${what}`);
        }
    }

    /** Asks the page again and again until the answer is yes. */
    async until(ask, argument, what) {
        for (let i = 0; i < 240; i++) {
            if (await this.page.evaluate(ask, argument).catch(() => false)) return;
            await this.page.waitForTimeout(50);
        }
        this.errors.push(`never came: ${what}`);
    }

    /** The sentence of the page holds a figure. */
    async sentence() {
        await this.sees('.sentence');
        const text = await this.page.locator('.sentence').first().innerText();
        this.check(/\d/.test(text), `the sentence has figures: ${text}`);
        return text;
    }

    /** Something is drawn on the map. */
    async mapDrawn() {
        await this.sees('.map canvas');
        await this.page.waitForTimeout(150);
        const colours = await this.page.evaluate(() => {
            const canvas = document.querySelector('.map canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4 * 97) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`);
            return seen.size;
        });
        this.check(colours > 4, `the map is drawn (${colours} colours)`);
    }

    /** axe-core finds nothing against WCAG 2 A and AA. */
    async accessible(name) {
        const axe = need('axe-core');
        await this.page.evaluate(axe.source);
        const found = await this.page.evaluate(async () => {
            const result = await window.axe.run({ exclude: ['iframe'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
            return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 140)} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
        });
        this.checks++;
        for (const text of found) this.errors.push(`axe on ${name}: ${text}`);
    }

    async close() {
        await this.context.close();
    }
}
