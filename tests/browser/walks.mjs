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
