/** Docstrings of modules as people write them. */
import assert from 'node:assert/strict';
import { moduleDocstring } from '../../../src/review/docstring.ts';

describe('the docstring of a module', () => {
  it('is the string that is its first statement', () => {
    const found: readonly [text: string, docstring: string | undefined][] = [
      ['"""Trains.\n\n    More.\n"""\nimport x\n', 'Trains.\n\nMore.'],
      ["\uFEFF#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n'''Trains\r\nwell.'''\r\n", 'Trains\nwell.'],
      ["'One line.'\n", 'One line.'],
      ['r"""A \\d."""', 'A \\d.'],
      ['"""An \\"odd\\" one\\\n, joined."""', 'An "odd" one, joined.'],
      ['import x\n"""Not this."""\n', undefined],
      ['f"""Not {this}."""\n', undefined],
      ['"""Not ended\n', undefined],
      ['"not ended\n"', undefined],
      ['""" """\n', undefined],
      ['', undefined],
    ];
    for (const [text, docstring] of found)
      assert.equal(moduleDocstring(text), docstring, JSON.stringify(text));
  });
});
