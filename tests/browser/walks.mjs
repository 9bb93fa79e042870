// The six walks of a planner's afternoon, each at most three clicks from the start page.
import { join } from 'node:path';
import { root } from './support.mjs';

const room = (walk, name) => walk.page.locator(`nav.rooms a[href^="/${name}"]`).click();

export async function data(walk, { empty }) {
    const { page } = walk;
    await walk.go(empty ? '/' : '/data');
    await walk.sees('.drop');
    await walk.accessible('data');
    const small = join(root, 'tests', 'cli', 'small');
    await page.locator('input[type=file]').first().setInputFiles(['areas.csv', 'flows.csv', 'hospitals.csv'].map((name) => join(small, name)));
    await walk.sees('.preview article:nth-of-type(3) table', 'the columns that were recognised');
    walk.check((await page.locator('.preview th.required').count()) >= 8, 'required columns are told');
    await page.locator('.load button:not(.main)').last().click();
    if (!empty) return;
    await page.locator('.drop button').click();
    await page.locator('.sentence a[href^="/flows"]').waitFor({ timeout: 120000 });
    await walk.sentence();
    walk.check(await page.locator('.band').isVisible(), 'fictional data say so');
    await walk.accessible('data report');
}

export async function flows(walk, { sample }) {
    const { page } = walk;
    await walk.go('/');
    await walk.mapDrawn();
    const whole = await walk.sentence();
    await walk.accessible('flows');
    await page.locator('.table tbody tr.pick').first().click();
    await walk.sees('.panel .crumbs');
    walk.check((await walk.sentence()) !== whole, 'the panel tells about what was chosen');
    walk.check(page.url().includes('sel='), 'the choice is in the address');
    await page.reload();
    await walk.sees('.panel .crumbs', 'the address brings the choice back');
    await page.locator('.panel .how button').first().click();
    await walk.sees('.how-box');
    walk.check(await page.evaluate(() => {
        const box = document.querySelector('.how-box').getBoundingClientRect();
        return document.elementFromPoint(box.left + 4, box.top + 12)?.closest('.how-box') && box.right <= innerWidth;
    }), 'the explanation of a figure is seen whole');
    await page.keyboard.press('Escape');
    await figuresTell(walk, 'flows');
    await page.locator('.tabs a[href^="/flows/leaving"]').click();
    await walk.sees('.matrix td');
    await walk.sentence();
    await walk.accessible('leaving specialties');
    await page.locator('.tabs a[href^="/flows/streams"]').click();
    await walk.sees('.chart canvas');
    await walk.accessible('streams');
    await page.locator('.tabs a[href^="/flows/time"]').click();
    await walk.sees(sample ? '.chart canvas' : '.sentence');
    if (!sample) return;
    await walk.accessible('over time');
    await walk.go('/flows?hard=1&specialty=肿瘤');
    await walk.mapDrawn();
    await walk.sentence();
    await walk.go('/flows/area/F010111');
    await walk.sentence();
    await walk.sees('.chart canvas');
    await walk.accessible('an area');
    await page.locator('td a[href^="/flows/hospital/"]').first().click();
    await walk.sentence();
    await walk.accessible('a hospital');
}

export async function access(walk) {
    const { page } = walk;
    await walk.go('/');
    await room(walk, 'access');
    await walk.mapDrawn();
    const before = await walk.sentence();
    await walk.sees('.panel .chart canvas', 'the Lorenz curve');
    await walk.accessible('access');
    await page.locator('#f-method').selectOption('nearest');
    await walk.until((text) => document.querySelector('.sentence')?.innerText !== text, before, 'figures of another method');
    walk.check(page.url().includes('method=nearest'), 'the method is in the address');
    await walk.mapDrawn();
}

export async function zones(walk) {
    const { page } = walk;
    await walk.go('/');
    await room(walk, 'zones');
    await walk.mapDrawn();
    await walk.sentence();
    await walk.accessible('zones');
    await page.locator('#f-numbers').fill('2,3');
    await page.keyboard.press('Enter');
    await walk.sees('.panel table.small tbody tr:nth-child(5)', 'methods at two numbers of zones');
    await page.locator('.panel table.small + .row button').click();
    await walk.sees('.atlas > .table tbody tr:nth-child(5)', 'all indices of methods and numbers');
    await page.locator('.panel table.small + .row button').click();
    await page.locator('.tabs .check input').check();
    await page.locator('.map canvas.over').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const select = page.locator('.panel .select select');
    await select.waitFor();
    const other = await select.locator('option:not([selected])').evaluateAll((list, now) => list.map((o) => o.value).find((v) => v !== now), await select.inputValue());
    await select.selectOption(other);
    await walk.sees('.moves li', 'the move is listed');
    await walk.sees('.figures dd small', 'indices tell their change');
    await page.locator('.panel .row button').first().click();
    walk.check((await page.locator('.moves li').count()) === 0, 'moves are undone');
    await dragged(walk);
}

/** With the mouse: from one area across the border of its zone into another. From the middle outwards:
 *  beside the areas a drag moves the map. */
async function dragged(walk) {
    const { page } = walk;
    const box = await page.locator('.map canvas.over').boundingBox();
    for (const [from, to] of [[0.5, 0.62], [0.42, 0.58], [0.35, 0.6], [0.3, 0.7], [0.5, 0.75]]) {
        const y = box.y + box.height * 0.45;
        await page.mouse.move(box.x + box.width * from, y);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * (from + to) / 2, y, { steps: 4 });
        await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
        await page.mouse.up();
        await page.waitForTimeout(200);
        if (await page.locator('.moves li').count()) break;
    }
    await walk.sees('.moves li', 'an area dragged to another zone');
    await walk.sees('.figures dd small', 'indices tell what the drag changed');
    await page.locator('.panel .row button').first().click();
}

export async function plan(walk, { sample }) {
    const { page } = walk;
    await walk.go('/');
    await room(walk, 'plan');
    await page.locator('a.main[href^="/plan/new"]').click();
    await walk.sees('.fields .field');
    await walk.accessible('scenario');
    await page.locator('#f-name').fill('walk');
    await page.locator('#f-time_limit_s').fill(sample ? '20' : '3');
    if (sample) await page.locator('#f-cases').selectOption('hard');
    await page.locator('#f-time_limit_s').blur();
    await page.locator('.scenario button.main').click();
    await page.waitForURL(/\/plan\/\d+/, { timeout: 150000 });
    await walk.mapDrawn();
    await walk.sentence();
    await walk.accessible('plan');
    await figuresTell(walk, 'plan');
    const id = /plan\/(\d+)/.exec(page.url())[1];
    await page.locator('.centres button').first().click();
    await page.locator('.panel .decide button').first().click();
    await walk.sees('.choices button.main', 'the plan can be run again with a choice locked');
    for (const view of ['evidence', 'effect', 'scenario']) {
        await page.locator(`.tabs a[href^="/plan/${id}/${view}"]`).click();
        await walk.sees('.page .sentence');
        await walk.accessible(view);
    }
    if (!sample) return;
    await page.locator('.choices button.main').click();
    await page.waitForURL((url) => /\/plan\/\d+/.test(url.pathname) && !url.pathname.startsWith(`/plan/${id}`), { timeout: 150000 });
    const second = /plan\/(\d+)/.exec(page.url())[1];
    await walk.go(`/plan/compare?plans=${id},${second}`);
    await walk.sees('.compare .map canvas');
    await walk.accessible('plans side by side');
}

/** Versions of a plan: recorded, opinions taken and answered, compared with the plan before. */
export async function versions(walk, { sample }) {
    const { page } = walk;
    await walk.go('/');
    await room(walk, 'plan');
    await page.locator('table.list tbody tr:last-child a[href^="/plan/"]').first().click();
    await page.locator('.tabs a[href*="/versions"]').click();
    await walk.sees('.track li.now');
    const next = page.locator('.track li:not(.now) button').last();
    const stage = await page.locator('.track li:not(.now) b').last().innerText();
    await next.click();
    await walk.until((text) => document.querySelector('.track li.now b')?.innerText === text, stage, 'the version is recorded');
    walk.check((await page.locator('.sentence').first().innerText()).toLowerCase().includes(stage.toLowerCase()), 'the sentence tells the version');
    await page.locator('h2.with button').last().click();
    await page.locator('.opinion-form input').fill('东州卫生健康委');
    await page.locator('.opinion-form textarea').first().fill('建议增设肿瘤中心专科。');
    await page.locator('.opinion-form button.main').click();
    await walk.sees('.opinions .verdict.open', 'the opinion waits for its answer');
    await page.locator('.opinions button.link').last().click();
    await page.locator('.opinion-form select').selectOption('partly');
    await page.locator('.opinion-form textarea').nth(1).fill('病例不足');
    await page.locator('.opinion-form button.main').click();
    await walk.sees('.opinions .verdict.partly', 'the opinion is answered');
    if (sample) await walk.sees('.differences tbody tr', 'differences from another plan');
    await walk.accessible('versions');
    await page.locator('.tabs a[href*="/effect"]').click();
    await walk.sees('h2:has-text("中心"), h2:has-text("centre")', 'the trade-off');
}

const PLAN = 'table.list tbody tr:last-child a[href^="/plan/"]';
const to = (name) => `nav.rooms a[href^="/${name}"]`;
const tab = (path) => `.tabs a[href*="${path}"]`;

/** What the planner does, and the clicks from the start page to where it is done. */
const REACHED = [
    [[], ['.map canvas', 'header .bar select', 'header input[type=checkbox]', '.tabs .push select', '.split', '.table .split.thin', '.ranking', '.table tbody tr']],
    [['.panel .how button'], ['.how-box']],
    [['.table tbody tr.pick'], ['.panel .crumbs', '.panel .ranking a[href^="/flows/hospital/"]']],
    [['.table tbody tr.pick', '.panel a[href^="/flows/area/"]'], ['.chart canvas', '.split', 'td a[href^="/flows/hospital/"]']],
    [['.table tbody tr.pick', '.panel .ranking a[href^="/flows/hospital/"]'], ['.sentence', '.page .table tbody tr']],
    [[tab('/flows/leaving')], ['.matrix td', '.table tbody tr']],
    [[tab('/flows/leaving'), '.matrix tbody tr:not(.on) th button'], ['.matrix tr.on', '.table td .first']],
    [[tab('/flows/streams')], ['.chart canvas', '.table tbody tr']],
    [[tab('/flows/time')], ['.chart canvas', '.table tbody tr']],
    [[to('data')], ['.drop', '.drop button', '.remark code', '.figures', '.bounds']],
    [[to('access')], ['.map canvas', '#f-method', '.panel .chart canvas', '.panel .figures', '.panel .ranking', '.table tbody tr']],
    [[to('zones')], ['.map canvas', '#f-method', '.panel .figures', '.table tbody tr', '.tabs .check input']],
    [[to('zones'), '.tabs .check input'], ['.map canvas.moving']],
    [[to('plan')], ['table.list', 'a[href^="/plan/compare"]']],
    [[to('plan'), 'a.main[href^="/plan/new"]'], ['.fields .field p', '.scenario button.main', '.scenario summary']],
    [[to('plan'), 'a[href^="/plan/compare"]'], ['.compare .map canvas']],
    [[to('plan'), PLAN], ['.map canvas', '.panel .sentence', '.centres', '.decide button', '#f-show, .tabs.tools select', '.figures .how button']],
    [[to('plan'), PLAN, '.centres .decide button'], ['.choices button.main', '.chip']],
    [[to('plan'), PLAN, tab('/evidence')], ['.argument', '.decide button', '.why']],
    [[to('plan'), PLAN, tab('/effect')], ['.table tbody tr', 'h2']],
    [[to('plan'), PLAN, tab('/versions')], ['.track li', '.differences', 'h2.with button']],
    [[to('report')], ['iframe', 'a[href$=".xlsx"], a[href*="plan.xlsx"]', 'a[href*="map.geojson"]', 'a[href*="report.html"]', 'a[href^="/report/map"]']],
    [[to('report'), 'a[href^="/report/map"]'], ['.sheet .map canvas', 'button.main']],
];
const CLICKS_MOST = 3;

/** Everything is there, three clicks away at most. */
export async function clicks(walk) {
    const { page } = walk;
    for (const [path, signs] of REACHED) {
        await walk.go('/');
        await walk.sees('.sentence');
        walk.check(path.length <= CLICKS_MOST, `${path.join(' > ')}: ${path.length} clicks`);
        for (const selector of path) await page.locator(selector).first().click();
        for (const sign of signs) await walk.sees(sign, `${sign} after ${path.length ? path.join(' > ') : 'nothing'}`);
    }
}

/** The user's boundaries: every map says where they come from; dropped, maps say that they are cells. */
export async function boundaries(walk) {
    const { page, context } = walk;
    const map = await (await context.request.get(`${walk.base}/api/v1/map`)).json();
    const features = map.areas.filter((a) => a.rings.length).map((a) => ({ type: 'Feature', properties: { code: a.id, title: a.name }, geometry: { type: 'Polygon', coordinates: a.rings.slice(0, 1) } }));
    await walk.go('/');
    await room(walk, 'data');
    await page.locator('.bounds input[type=file]').setInputFiles({ name: 'counties.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) });
    await page.locator('.bounds input:not([type=file])').first().fill('示例地图');
    await page.locator('.bounds input:not([type=file])').nth(1).fill('GS(2019)1号');
    await page.locator('.bounds button.main').click();
    await walk.until(() => document.body.innerText.includes('GS(2019)1号'), null, 'the boundaries are loaded');
    await walk.accessible('boundaries');
    await room(walk, 'flows');
    await walk.mapDrawn();
    const said = await page.locator('.map-source').first().innerText();
    walk.check(said.includes('示例地图') && said.includes('GS(2019)1号'), `the map tells source and review number: ${said}`);
    await room(walk, 'data');
    await page.locator('section:has(.bounds) p.row button').click();
    await walk.until(() => !document.body.innerText.includes('GS(2019)1号'), null, 'the boundaries are dropped');
}

/** Every figure tells on demand what it is made of: six lines, of which period, basis and source are never empty. */
async function figuresTell(walk, where) {
    const { page } = walk;
    const buttons = page.locator('.figures .how > button');
    const n = await buttons.count();
    walk.check(n > 2, `${where}: figures explain themselves (${n})`);
    for (let i = 0; i < n; i++) {
        await buttons.nth(i).scrollIntoViewIfNeeded();
        await page.waitForTimeout(60);
        await buttons.nth(i).click();
        const lines = await page.locator('.how-box > span').evaluateAll((list) => list.map((row) => row.lastElementChild?.textContent ?? ''));
        walk.check(lines.length === 6 && lines.every(Boolean), `${where}: figure ${i} tells six things: ${lines.join(' | ')}`);
        await page.keyboard.press('Escape');
    }
}

export async function report(walk) {
    const { page } = walk;
    await walk.go('/');
    await room(walk, 'report');
    await walk.sees('iframe');
    const frame = page.frameLocator('iframe');
    await frame.locator('h1').first().waitFor();
    await walk.accessible('report');
    const links = await page.locator('.documents a[href^="/api/"]').evaluateAll((list) => list.map((a) => a.href));
    for (const link of links) {
        const answer = await walk.context.request.get(link);
        walk.check(answer.status() === 200, `${link} is served (${answer.status()})`);
    }
    walk.check(links.length > 8, 'all documents are linked');
    await page.locator('a[href^="/report/map"]').click();
    await walk.mapDrawn();
    await walk.accessible('A3 map');
}

/** Without a mouse: to a room, through the map, into the table, and back. */
export async function keyboard(walk) {
    const { page } = walk;
    await walk.go('/');
    await walk.mapDrawn();
    const tabTo = async (selector, most = 60) => {
        for (let i = 0; i < most; i++) {
            await page.keyboard.press('Tab');
            if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return true;
        }
        return false;
    };
    walk.check(await tabTo('.skip', 2), 'the first stop skips to the content');
    walk.check(await tabTo('nav.rooms a[href^="/flows"]'), 'the rooms are reached');
    walk.check(await tabTo('.map canvas.over'), 'the map is reached');
    await page.keyboard.press('ArrowRight');
    await walk.sees('.map .tip');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    walk.check(outline !== 'none', 'the focus is seen');
    await page.keyboard.press('Enter');
    await walk.sees('.panel .crumbs');
    await page.keyboard.press('Escape');
    await walk.until(() => !location.search.includes('sel='), null, 'Escape clears the choice');
    walk.check(await tabTo('.table th button'), 'the table is reached');
    await page.keyboard.press('Enter');
    walk.check(await tabTo('.table button.cell'), 'rows are reached');
    await page.keyboard.press('Enter');
    await walk.sees('.panel .crumbs', 'a row is chosen');
    walk.check(await page.evaluate(() => location.search.includes('sel=')), 'the choice is in the address');
}
