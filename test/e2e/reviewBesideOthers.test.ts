/** A review in a window with another extension: one that offers accounts, and one that lets no other process start. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { ReviewActions } from '../../src/review/reviewActions.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { openVSCode, type OpenOptions } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const config = `review:
  default: false
  items:
    - {id: seeded, text: It is seeded, probe: seeded}
`;
const [ada, sam] = ['Ada <ada@example.org>', 'Sam <sam@example.org>'];

/** Of a script that Sam asked Ada to review. */
async function reviewBeside(
  folder: string,
  { program, contributes }: { readonly program: string; readonly contributes: object },
  options: Omit<OpenOptions, 'folder'> = {},
): Promise<Frame> {
  const other = path.join(path.dirname(folder), 'other');
  await mkdir(other);
  const manifest = {
    ...{ name: 'other', publisher: 'somebody', version: '1.0.0', engines: { vscode: '^1.90.0' } },
    ...{ main: './program.js', activationEvents: ['*'], contributes },
  };
  await writeFile(path.join(other, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(other, 'program.js'), program);
  const layout = layoutOf(folder);
  await new ReviewActions({
    ...{ layout, policy: undefined, now: Date.now },
    who: { by: sam, identity: 'git' },
  }).request('train.py', { reviewers: [ada] });
  const window = await openVSCode({ folder, others: [other], ...options });
  await window.showCairn();
  await window.foldView('Runs');
  await window.foldView('Catalog');
  await window.unfoldView('Reviews');
  await window.row(/train\.py/, 'Reviews').click();
  return await window.pageFrame('.signbar');
}

describe('a review beside another extension', () => {
  it('is signed by the account that it offers where git knows nobody', async () => {
    const folder = await workspaceOf({ 'train.py': 'x = 1\n', '.cairn/config.yaml': config });
    const program = `const vscode = require('vscode');
exports.activate = ({ subscriptions }) => {
  const account = { id: '1', label: 'ada.lovelace' };
  subscriptions.push(
    vscode.authentication.registerAuthenticationProvider('gitlab', 'GitLab', {
      onDidChangeSessions: () => ({ dispose() {} }),
      getSessions: async () => [{ id: '1', accessToken: 'none', account, scopes: [] }],
      createSession: async () => { throw new Error('Nobody is asked to sign in.'); },
      removeSession: async () => undefined,
    }),
  );
};
`;
    const contributes = { authentication: [{ id: 'gitlab', label: 'GitLab' }] };
    const page = await reviewBeside(
      folder,
      { program, contributes },
      { env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' } },
    );
    await page.getByText('You are ada.lovelace, from your GitLab account.').waitFor();
  });

  it('says why evidence could not be asked for, and asks again when told to', async () => {
    const folder = await workspaceOf({ 'train.py': 'x = 1\n', '.cairn/config.yaml': config });
    const full = path.join(path.dirname(folder), 'full');
    const early = path.join(path.dirname(folder), 'early.cjs');
    await writeFile(full, '');
    await writeFile(
      early,
      `if (process.argv.includes('evidence') && require('node:fs').existsSync(${JSON.stringify(full)})) {
  process.stderr.write('cairn: there is no room for another process\\n');
  process.exit(70);
}
`,
    );
    // All extensions live in one process, whose environment is that of the processes that they start.
    const program = `exports.activate = () => { process.env.NODE_OPTIONS = ${JSON.stringify(`--require=${early}`)}; };\n`;
    const page = await reviewBeside(folder, { program, contributes: {} });
    const item = page.locator('[data-item="seeded"]');
    const problem = 'Evidence could not be asked for: there is no room for another process';
    await page.locator('.wrong').getByText(problem).waitFor();
    await item.locator('.state', { hasText: 'Open' }).waitFor();
    await rm(full);
    await page.getByRole('button', { name: 'Ask for the evidence again' }).press('Enter');
    await item.locator('.state', { hasText: 'Can’t tell' }).waitFor();
    await page.locator('.wrong').waitFor({ state: 'detached' });
  });
});
