// Colours of maps; the same tokens as the report's. Every ramp also reads in grey.
import type { Theme } from '../state/theme';

export interface Palette {
    leave: readonly string[];
    access: readonly string[];
    change: readonly string[];
    zones: readonly string[];
    none: string;
    outside: string;
    border: string;
    outline: string;
    ink: string;
    halo: string;
    accent: string;
    flow: string;
    exporter: string;
}

const light: Palette = {
    leave: ['#f8ede2', '#f0d6c1', '#e5b799', '#d69471', '#c06e4f', '#a14a35', '#782a20'],
    access: ['#eef4f2', '#d0e4e0', '#a9cfc9', '#7cb5ae', '#4f9790', '#2c756f', '#11504c'],
    change: ['#8c510a', '#c28c4a', '#e6cfa6', '#efefe9', '#b3d6d0', '#5ba59c', '#14665e'],
    zones: ['#4e79a7', '#c9963c', '#6a9f58', '#a86a9a', '#5aa3a0', '#b5615f', '#8c8470', '#7c74b8'],
    none: '#f0f0ea',
    outside: '#f4f4ef',
    border: 'rgba(255,255,255,.75)',
    outline: '#3a4048',
    ink: '#1f2328',
    halo: '#fbfbf8',
    accent: '#1f5f8b',
    flow: '#17354b',
    exporter: '#1f2328',
};

const dark: Palette = {
    leave: ['#2b2523', '#46322b', '#654236', '#8a5743', '#b37156', '#d6947a', '#f3c4ae'],
    access: ['#1d2828', '#213a39', '#27514f', '#316d69', '#45908a', '#74b7b0', '#b4ded8'],
    change: ['#e0a458', '#a8763a', '#634a2c', '#2b2e31', '#2a5450', '#3b8a82', '#7fd0c6'],
    zones: ['#6d9bcc', '#d3a651', '#84b973', '#c086b3', '#72bdb9', '#cf7f7c', '#aaa28c', '#9c94d6'],
    none: '#25292d',
    outside: '#1c1f22',
    border: 'rgba(16,18,20,.7)',
    outline: '#c3c8cd',
    ink: '#e6e6e1',
    halo: '#16181a',
    accent: '#6fb1dd',
    flow: '#dfe8ee',
    exporter: '#e6e6e1',
};

export function palette(theme: Theme): Palette {
    return theme === 'dark' ? dark : light;
}
