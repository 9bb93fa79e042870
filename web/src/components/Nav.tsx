// The rooms of the workbench; a room the server does not offer is not shown.
import type { ComponentChildren } from 'preact';
import { lang, t, type Key } from '../i18n';
import { meta, offers } from '../state/data';
import { href, path } from '../state/url';

const ICONS: Record<string, ComponentChildren> = {
    data: <path d="M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3v12c0 1.700-3.600 3-8 3s-8-1.300-8-3zM4 6c0 1.700 3.600 3 8 3s8-1.300 8-3M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3" />,
    flows: <path d="M3 6h5c6 0 5 12 13 12M3 12h18M17 14.500l4 3.500-4 3M18 9l3 3-3 3" />,
    access: <path d="M12 21s7-6.200 7-11.500A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21zM12 6.500v6M9 9.500h6" />,
    zones: <path d="M3 6l6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15" />,
    plan: <path d="M12 3v3M12 18v3M3 12h3M18 12h3M12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM5.600 5.600l2 2M16.400 16.400l2 2M18.400 5.600l-2 2M7.600 16.400l-2 2" />,
    programme: <path d="M4 21V9l8-5 8 5v12M4 21h16M9 21v-6h6v6M9 11h.01M15 11h.01M12 11h.01" />,
    targets: <path d="M12 3a9 9 0 1 0 9 9M12 7.500a4.500 4.500 0 1 0 4.500 4.500M12 12l8.500-8.500M17 3.500V7h3.500" />,
    report: <path d="M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7" />,
};

const ROOMS: { id: string; needs: string }[] = [
    { id: 'data', needs: '' },
    { id: 'flows', needs: 'flows' },
    { id: 'access', needs: 'access' },
    { id: 'zones', needs: 'zones' },
    { id: 'plan', needs: 'plans' },
    { id: 'programme', needs: '' },
    { id: 'targets', needs: 'flows' },
    { id: 'report', needs: 'plans' },
];

export function Nav() {
    const loaded = !!meta.value.data?.dataset;
    const room = path.value.split('/')[1] || 'flows';
    return (
        <nav class="rooms" aria-label={t('app.pages')}>
            {ROOMS.filter((r) => !r.needs || (loaded && offers(r.needs))).map((r) => (
                <a key={r.id} href={href(`/${r.id}`)} aria-current={room === r.id ? 'page' : undefined}>
                    <svg viewBox="0 0 24 24" aria-hidden="true">{ICONS[r.id]}</svg>
                    <span>{t(`nav.${r.id}` as Key)}</span>
                </a>
            ))}
            <a href={`/help/${lang.value}/`} target="_blank" rel="noopener">
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.700 2.200c-.8.500-1.200 1-1.200 1.800M12 16.500h.01" /></svg>
                <span>{t('nav.help')}</span>
            </a>
        </nav>
    );
}
