/** config.yaml as the Problems panel sees it. */
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';

describe('config.yaml', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({ '.cairn/config.yaml': 'objective:\n  metric: a\n  direction: up\n' });
  });
  after(async () => {
    await opened.close();
  });

  const problems = () =>
    vscode.languages
      .getDiagnostics(opened.file('.cairn/config.yaml'))
      .map(({ range, message }) => `${range.start.line + 1}: ${message}`);

  it('shows a mistake at its line as soon as the folder is open', async () => {
    await until('a problem', () => problems().length > 0);
    assert.deepEqual(problems(), ['3: “objective.direction” should be one of: maximize, minimize.']);
  });

  it('follows the file when another program writes it', async () => {
    const file = path.join(opened.folder, '.cairn', 'config.yaml');
    await writeFile(file, 'stopGraceSeconds: 1\n');
    await until('no problem', () => problems().length === 0);
    await writeFile(file, 'stopGraceSecond: 1\n');
    await until('a problem', () => problems().length === 1);
    assert.deepEqual(problems(), ['1: “stopGraceSecond” is not known here.']);
    await rm(file);
    await until('no problem', () => problems().length === 0);
    await mkdir(path.dirname(file), { recursive: true });
  });
});
