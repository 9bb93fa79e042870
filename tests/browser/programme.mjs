// The rooms for building and goals: from a plan to a project, its moves, promises, reports; targets and effects.

async function write(walk, kind, values) {
    for (const [name, value] of Object.entries(values)) {
        const field = walk.page.locator(`#fact-${kind}-${name}`);
        if ((await field.evaluate((e) => e.tagName)) === 'SELECT') await field.selectOption(value);
        else await field.fill(value);
    }
    await walk.page.locator(`#fact-${kind}-${Object.keys(values)[0]}`).locator('xpath=ancestor::form').locator('button[type=submit]').click();
}

/** A refusal that was asked for is no fault, though the browser's console names it. */
function refused(walk) {
    walk.errors = walk.errors.filter((error) => !/status of 4(00|22)/.test(error));
}

const ID = { zh: 'PZ', en: 'PE' };

export async function programme(walk, { sample }) {
    const { page, lang } = walk;
    const id = ID[lang];
    await walk.go('/programme/new');
    await walk.sees('form.fact');
    await walk.accessible('new projects');
    await page.locator('input[type=file][accept*=csv]').setInputFiles({ name: 'projects.csv', mimeType: 'text/csv', buffer: Buffer.from(`project_id,name,batch,beds\n${id}T,甲医院分院,1,500\n`) });
    await page.locator('section:has(input[type=file][accept*=csv]) button.main').click();
    await walk.sees('.done', 'the table was taken in');
    await write(walk, 'project', { subject: id, name: '乙医院分院', specialties: '肿瘤;心血管', beds: '800' });
    await page.waitForURL(new RegExp(`/programme/project/${id}`));
    await walk.sentence();
    await walk.accessible('a project');
    await page.locator('.moves-allowed button').first().click();
    await page.locator('#move-document').fill('〔2026〕1号');
    await page.locator('form.fact button.main').click();
    await walk.sees('.columns td:has-text("〔2026〕1号")', 'the move is in the history');
    walk.check((await page.locator('.moves-allowed').first().locator('button').count()) >= 2, 'only what is allowed next is offered');
    await page.locator('section.part:has(h2:has-text("' + (lang === 'zh' ? '三方承诺' : 'Promises') + '")) h2 button').click();
    await write(walk, 'commitment', { item: '1', party: 'government', text: '划拨土地', due: '2020-01-01' });
    await walk.sees('.promises .worse', 'an overdue promise raises the alarm');
    await page.locator('section.part:has(h2:has-text("' + (lang === 'zh' ? '节点' : 'Milestones') + '")) h2 button').click();
    await write(walk, 'milestone', { item: '1', name: '开工', planned: '2025-06-01', actual: '2025-09-01' });
    await walk.sees('.gantt svg circle.actual', 'milestones are drawn');
    await walk.accessible('a project with promises');
    await walk.go('/programme');
    if (sample) await walk.mapDrawn();
    await walk.sees('.table tbody tr');
    await walk.sentence();
    await walk.accessible('projects');
    await walk.go('/programme/tasks');
    await page.locator('button.main').first().click();
    await write(walk, 'task', { subject: `${id}-T1`, title: '落实用地', lead: '市自然资源局', due: '2020-06-30', layer: 'city', year: '2020' });
    await walk.sees('.timetable li.late', 'the timetable shows what is late');
    await page.locator('.timetable li.late button').first().click();
    await page.locator('#fact-task-state').selectOption('struck_off');
    await page.locator('form.fact:has(#fact-task-state) button[type=submit]').click();
    await walk.sees('.error', 'striking off needs evidence');
    refused(walk);
    await page.locator('.evidence:has(#fact-task-evidence) input[type=file]').setInputFiles({ name: '用地批复.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') });
    await walk.sees('.evidence a[download]', 'the file is kept as evidence');
    await page.locator('form.fact:has(#fact-task-state) button[type=submit]').click();
    await walk.sees('.timetable li.off', 'the task is struck off');
    await walk.accessible('tasks');
    await walk.go('/programme/alarms');
    await walk.sentence();
    await walk.accessible('alarms');
    await walk.go('/programme/cycles');
    await write(walk, 'cycle', { subject: `${id}-C`, name: '一季度', period: '2026Q1', fields: '手术;专家', units: '省人民医院;市医院', due: '2026-04-10' });
    await page.waitForURL(/\/programme\/cycles\/.+/);
    await walk.sees('.units .worse', 'who has not reported is chased');
    const sheet = await walk.context.request.get(await page.locator('.units a').first().evaluate((a) => a.href));
    walk.check(sheet.status() === 200 && (await sheet.body()).subarray(0, 2).toString() === 'PK', 'a sheet goes out');
    await page.locator('.entry tbody tr:nth-child(1) input').first().fill('120');
    await page.locator('.entry tbody tr:nth-child(2) input').nth(1).fill('未统计');
    await page.locator('form.fact:has(.entry) button[type=submit]').click();
    await walk.sees('td:has-text("120")', 'what was reported is put together');
    await walk.accessible('a reporting cycle');
    for (const view of ['year', 'wall']) {
        await walk.go(`/programme/${view}`);
        await walk.sees('h2.title');
        await walk.accessible(view);
    }
}

export async function targets(walk, { sample }) {
    const { page } = walk;
    await walk.go('/targets');
    await walk.mapDrawn();
    if (sample) await walk.sentence(); // elsewhere the first indicator may not be collected
    else await walk.sees('.sentence', 'a sentence says what is known');
    await walk.accessible('indicators');
    await page.locator('.table tbody tr.pick').first().click();
    await walk.sees('.panel .why dd', 'where the value comes from');
    walk.check((await page.locator('.panel .why dt').count()) >= 8, 'the lineage is told');
    await page.locator('.table tbody a[href*="/targets/sheet"]').first().click();
    await walk.sees('.page table td', 'the sheet of one unit');
    await walk.accessible('the sheet of one unit');
    if (!sample) return;
    await walk.go('/targets/goals');
    await page.locator('#split-year').fill('2023');
    await page.locator('#split-total').fill('100001');
    await page.locator('form.fact:has(#split-total) select').nth(1).selectOption('drg.cases');
    await page.locator('form.fact:has(#split-total) button[type=submit]').click();
    await walk.sees('.light', 'targets have lights');
    await walk.sentence();
    await page.locator('.table button.link').first().click();
    await page.locator('section.part button.main').first().click();
    await walk.accessible('targets');
    await walk.go('/targets/red');
    await walk.sees('.sentence');
    await walk.accessible('red cells');
    await walk.go('/targets/chart');
    await walk.sees('.chart-table td');
    await walk.accessible('the wall chart');
    await walk.go('/targets/peers?measure=days');
    await walk.sees('.plot circle', 'the funnel plot');
    await walk.accessible('peers');
    await walk.go('/targets/effects');
    await walk.sees('.error, .plot', 'effects, or why there are none');
    refused(walk);
    await page.locator('details.part summary').first().click();
    const rows = ['area_id,period,value,opened'];
    for (let u = 0; u < 12; u++) for (let p = 1; p <= 8; p++) rows.push(`A${u},${p},${10 + u + p * 0.1 + (u < 4 && p >= 5 ? -3 : 0) + ((u * 7 + p * 3) % 5) * 0.1},${u < 4 ? 5 : ''}`);
    await page.locator('details.part input[type=file]').setInputFiles({ name: 'panel.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await walk.sees('details.part .plot circle', 'the event study is drawn');
    await walk.accessible('effects');
}
