/** The new name of a feature as Python takes it. */
import assert from 'node:assert/strict';
import { renamedInScript, type ScriptPlace } from '../../../../src/views/yamlHelp/renamedInScript.ts';

/** `|` stands before the old name, `age`. */
const table: [as: ScriptPlace['as'], line: string, to: string, becomes: string | undefined][] = [
  ['text', 'x = df["|age"]', 'years', 'x = df["years"]'],
  ['text', "x = df['|age']", "a's", "x = df['a\\'s']"],
  ['text', 'x = df["|age"]', "a's", 'x = df["a\'s"]'],
  ['text', 'x = df["""|age"""]', 'a"b\\c', 'x = df["""a\\"b\\\\c"""]'],
  ['text', "x = r'|age'", "a's", undefined],
  ['text', "x = Rb'|age'", 'years', "x = Rb'years'"],
  ['text', "x = f'|age'", 'a{b}', "x = f'a{{b}}'"],
  ['attribute', 'x = df.|age', 'years', 'x = df.years'],
  ['attribute', 'x = df.|age.mean()', 'age in years', 'x = df["age in years"].mean()'],
  ['attribute', 'x = df.|age', 'class', 'x = df["class"]'],
  ['attribute', 'x = df. |age', 'in years', undefined],
  ['keyword', 'df.assign(|age=1)', 'größe', 'df.assign(größe=1)'],
  ['keyword', 'df.assign(|age=1)', '2nd', undefined],
];

describe('a feature that is renamed in a script', () => {
  for (const [as, marked, to, becomes] of table)
    it(`${marked} → ${becomes ?? 'stays'}`, () => {
      const start = marked.indexOf('|');
      const line = marked.replace('|', '');
      const renamed = renamedInScript({ as, line, start }, to);
      assert.equal(
        renamed && line.slice(0, renamed.start) + renamed.text + line.slice(start + 'age'.length),
        becomes,
      );
    });
});
