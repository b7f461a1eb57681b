import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';

/** What the compiler says of `source` as a file beside the sources of `config`. */
function complaints(config: string, file: string, source: string): string[] {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  assert.ok(parsed, config);
  const name = path.resolve(file);
  const host = ts.createCompilerHost(parsed.options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (asked) => asked === name || fileExists(asked);
  host.getSourceFile = (asked, version, ...rest) =>
    asked === name ? ts.createSourceFile(name, source, version) : getSourceFile(asked, version, ...rest);
  const program = ts.createProgram({ rootNames: [name], options: parsed.options, host });
  return program
    .getSemanticDiagnostics(program.getSourceFile(name))
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
}

describe('the walls between host and page', function () {
  this.timeout(60_000);

  const cases: [name: string, config: string, file: string, source: string, complaint: RegExp | undefined][] =
    [
      [
        'the host has no document',
        'tsconfig.json',
        'src/base/wall.ts',
        'export const d = document.title;',
        /document/,
      ],
      [
        'the host has node:fs',
        'tsconfig.json',
        'src/base/wall.ts',
        "import fs from 'node:fs'; export const x = fs.existsSync('x');",
        undefined,
      ],
      [
        'a page has no node:fs',
        'webview/tsconfig.json',
        'webview/wall.ts',
        "import fs from 'node:fs'; export const x = fs;",
        /node:fs/,
      ],
      [
        'a page has no process',
        'webview/tsconfig.json',
        'webview/wall.ts',
        'export const p = process.env;',
        /process/,
      ],
      [
        'a page has a document',
        'webview/tsconfig.json',
        'webview/wall.ts',
        'export const d: string = document.title;',
        undefined,
      ],
    ];
  for (const [name, config, file, source, complaint] of cases) {
    it(name, () => {
      const found = complaints(config, file, source);
      if (complaint === undefined) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), complaint);
    });
  }
});
