import { effect } from '@preact/signals';
import { render } from 'preact';
import './style/index.css';
import { setLanguage } from './api/client';
import { App, title } from './app';
import { lang } from './i18n';
import { fetchAhead } from './lazy';
import { startData } from './state/start';
import { startTheme } from './state/theme';
import { startRouter } from './state/url';

setLanguage(() => lang.value);
startTheme();
startRouter();
startData();
effect(() => {
    document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
    document.title = title.value;
});
render(<App />, document.getElementById('app') as HTMLElement);
addEventListener('load', fetchAhead);
