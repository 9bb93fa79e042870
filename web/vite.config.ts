import { defineConfig } from 'vite';
import { handbook } from './handbook';

// The pages are served under a strict policy: no inline script, no data: addresses, nothing from another host.
export default defineConfig({
    base: '/',
    plugins: [handbook()],
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
    build: {
        target: 'es2020',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 700,
    },
    server: { proxy: { '/api': process.env.JUNHENG_API ?? 'http://127.0.0.1:8080' } },
});
