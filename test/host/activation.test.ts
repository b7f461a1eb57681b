/** The extension comes up in a real extension host, and everything package.json promises is there. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/views/ui/contributions.ts';

describe('the extension', () => {
  it('activates', async () => {
    const cairn = vscode.extensions.getExtension('cairn-ml.cairn');
    assert.ok(cairn);
    await cairn.activate();
    assert.equal(cairn.isActive, true);
  });

  it('registers every command it contributes', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(commands).filter((id) => !known.has(id)),
      [],
    );
  });
});
