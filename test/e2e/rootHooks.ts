/** After every end-to-end test: a picture when it failed, its windows closed, its folders removed; at the end the servers too. */
import { closeServers, closeWindows, screenshotAll } from './vscode.ts';
import { removeWorkspaces } from './workspaces.ts';

export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state === 'failed') {
      const files = await screenshotAll(test.fullTitle());
      if (test.err)
        test.err.stack = `${test.err.stack ?? test.err.message}\n${files.map((file) => `picture: ${file}`).join('\n')}`;
    }
    await closeWindows();
    await removeWorkspaces();
  },
  async afterAll(): Promise<void> {
    await closeServers();
  },
};
