// The handbook as pages of the program: docs/handbook/<language>/*.md, one page for each language under /help.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import type { Plugin } from 'vite';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'handbook');
const LANGUAGES = { zh: ['zh-CN', '均衡 手册', 'English', 'en'], en: ['en', 'Junheng handbook', '中文', 'zh'] } as const;

/** Headings get anchors h1, h2, ... in their order; those of the second level make the contents. */
function page(lang: keyof typeof LANGUAGES): string {
    const [code, title, other, otherLang] = LANGUAGES[lang];
    const text = readdirSync(join(folder, lang)).filter((name) => name.endsWith('.md')).sort()
        .map((name) => readFileSync(join(folder, lang, name), 'utf8')).join('\n\n');
    const contents: string[] = [];
    let n = 0;
    const body = (marked.parse(text, { async: false }) as string)
        .replace(/<h([123])>(.*?)<\/h\1>/g, (_, level: string, words: string) => {
            const id = `h${++n}`;
            if (level === '1' && n > 1) contents.push(`<li><a href="#${id}">${words}</a></li>`);
            return `<h${level} id="${id}">${words}</h${level}>`;
        })
        .replaceAll('src="../images/', 'loading="lazy" src="/help/images/');
    return `<!doctype html>
<html lang="${code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/help/handbook.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml"></head>
<body><nav><a href="/">← ${lang === 'zh' ? '工作台' : 'Workbench'}</a> <a href="/help/${otherLang}/">${other}</a><ol>${contents.join('')}</ol></nav>
<main>${body}</main></body></html>
`;
}

export function handbook(): Plugin {
    return {
        name: 'handbook',
        generateBundle() {
            for (const lang of ['zh', 'en'] as const) this.emitFile({ type: 'asset', fileName: `help/${lang}/index.html`, source: page(lang) });
            this.emitFile({ type: 'asset', fileName: 'help/handbook.css', source: readFileSync(join(folder, 'handbook.css')) });
            for (const name of readdirSync(join(folder, 'images'))) {
                this.emitFile({ type: 'asset', fileName: `help/images/${name}`, source: readFileSync(join(folder, 'images', name)) });
            }
        },
    };
}
