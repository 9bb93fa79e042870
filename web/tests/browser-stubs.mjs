// The little of a browser that modules touch when they are loaded.
class Path {
    calls = [];
    moveTo(x, y) {
        this.calls.push([x, y]);
    }
    lineTo(x, y) {
        this.calls.push([x, y]);
    }
    closePath() {}
    addPath() {}
}
const kept = new Map();
globalThis.Path2D ??= Path;
globalThis.location ??= { pathname: '/', search: '?lang=zh', origin: 'http://127.0.0.1' };
const move = (_state, _title, url) => Object.assign(globalThis.location, { search: url.includes('?') ? url.slice(url.indexOf('?')) : '' });
globalThis.history ??= { pushState: move, replaceState: move };
globalThis.localStorage ??= { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
globalThis.matchMedia ??= () => ({ matches: false, addEventListener() {} });
