// Walks through the workbench in a browser: node run.mjs --program build/dev/junheng [--data FOLDER]
// Without a folder an empty workspace gets the sample, as a newcomer would. Exit 77: skipped, in words.
import { existsSync } from 'node:fs';
import { launch, skip, startServer, Walk } from './support.mjs';
import * as programme from './programme.mjs';
import * as others from './walks.mjs';

const walks = { ...others, ...programme };

const argument = (name) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? undefined : process.argv[at + 1];
};
const program = argument('--program');
const folder = argument('--data');
const only = argument('--only')?.split(',');
if (!program || !existsSync(program)) skip(`there is no program ${program}`);
if (folder && !existsSync(folder)) skip(`there is no data in ${folder}`);

const browser = await launch();
const server = await startServer(program, folder);
const sample = !folder;
let failed = 0;

async function walk(name, lang, options) {
    if (only && !only.includes(name) && name !== 'data') return;
    const one = new Walk(browser, server.base, lang);
    const from = Date.now();
    await one.open(options.size);
    try {
        await walks[name](one, { sample, empty: false, ...options });
    } catch (error) {
        one.errors.push(`stopped: ${error.message.split('\n').slice(0, 3).join(' ')}`);
    }
    if (one.errors.length && process.env.KEEP) await one.page.screenshot({ path: `${process.env.KEEP}/${name}-${lang}.png` }).catch(() => {});
    await one.close();
    console.log(`${one.errors.length ? 'FAIL' : 'ok  '} ${name} ${lang}: ${one.checks} checks, ${Date.now() - from} ms`);
    for (const error of new Set(one.errors)) console.log(`       ${error}`);
    failed += one.errors.length ? 1 : 0;
    return !one.errors.some((error) => error.startsWith('stopped'));
}

try {
    if (!(await walk('data', 'zh', { empty: sample }))) throw new Error('the sample was not loaded: nothing to walk through');
    for (const lang of ['zh', 'en']) {
        for (const name of ['flows', 'access', 'zones', 'plan', 'versions', 'report', 'programme', 'targets', 'keyboard']) await walk(name, lang, {});
        if (lang === 'en') await walk('data', lang, {});
    }
    if (sample) await walk('clicks', 'zh', {});
    await walk('boundaries', 'zh', {});
    await walk('flows', 'zh', { size: { width: 820, height: 1180 } });
} finally {
    await browser.close();
    server.stop();
}
process.exit(failed ? 1 : 0);
