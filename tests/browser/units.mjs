// Types and unit tests of web/, where its packages are installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, skip } from './support.mjs';

const web = join(root, 'web');
const tsc = join(web, 'node_modules', 'typescript', 'bin', 'tsc');
if (!existsSync(tsc)) skip('the packages of web/ are not installed (npm ci in web/)');
for (const args of [[tsc, '--noEmit'], ['tests/run.mjs']]) {
    const run = spawnSync(process.execPath, args, { cwd: web, stdio: 'inherit' });
    if (run.status !== 0) process.exit(run.status ?? 1);
}
