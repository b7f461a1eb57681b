/** What a training script prints around its numbers: terminal codes, log prefixes, and lines that never hold metrics. */

/* eslint no-control-regex: off -- control characters are what this is about */

/** Colours, cursor movements, titles and backspaces, which progress bars are full of. */
export function stripTerminalCodes(text: string): string {
  return mayHoldCodes.test(text) ? text.replace(terminalCode, '') : text;
}

/** The line without time stamp, level and logger name, with addresses and parameter lists blanked out. */
export function withoutPrefix(line: string): string {
  let rest = line;
  for (const pattern of prefixes) rest = rest.replace(pattern, '');
  if (rest.includes('://')) rest = rest.replace(address, ' ');
  if (rest.includes('{')) rest = rest.replace(parameterList, ' ');
  return rest;
}

/** Lines that may hold a step and pairs and still are no metrics: warnings, errors, tracebacks, dumps of settings. */
export function isNoise(line: string): boolean {
  return noise.some((pattern) => pattern.test(line));
}

const mayHoldCodes = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const terminalCode =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -~]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

const date = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}`;
const time = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?`;
const level = String.raw`(?:DEBUG|INFO|NOTICE|I|D)`;

/** Each is anchored and tried once, in this order. */
const prefixes: readonly RegExp[] = [
  // `[11/23 12:00:00 d2.utils.events]: ` (Detectron2)
  new RegExp(String.raw`^\s*\[\d{2}/\d{2} ${time}[^\]]{0,80}\]:?\s*`),
  // `I1123 12:58:32.123456 12345 trainer.py:45] ` (absl, glog)
  new RegExp(String.raw`^[IDWEF]\d{4} ${time}\s+\d+ [^\s\]]{1,100}:\d+\]\s*`),
  // `2026-11-23 12:58:32,123 `, `[12:58:32] `
  new RegExp(String.raw`^\s*[[(]?(?:${date}[T ]?)?(?:${time})?[\])]?[\s|:-]*(?<=[\d\])Z][\s|:-]*)`),
  // `INFO:trainer:`, `[INFO] [logging.py:96:log_dist] `, `- trainer - INFO - `
  new RegExp(
    String.raw`^(?:\w[\w.]{0,60} - )?\[?${level}(?:[\]:|]|\s-|\s(?=[\s|\w[(]))[\s|:-]*(?:[\w.]{1,60}(?::|\s-\s)(?=\S)(?!\d))?`,
  ),
  new RegExp(String.raw`^(?:\s*\[(?:[\w./-]{1,80}:\d+(?::\w+)?|[Rr]ank:?\s?\d+|${time})\])+:?\s*`),
];

const address = /[a-z][a-z0-9+.-]{0,20}:\/\/\S+/gi;
const parameterList = /\b(?:hyper-?)?param(?:eter)?s['"]?\s?[:=]?\s?\{[^{}]*\}/gi;

const noise: readonly RegExp[] = [
  /^\s*File "/,
  /\b[A-Z]\w*(?:Warning|Error|Exception)\b\s*[:(]/,
  /^\W*(?:WARNING|WARN|ERROR|CRITICAL|FATAL)\b/,
  /^[WEF]\d{4} \d{2}:/,
  /\bwarnings?\.warn\(/,
  /^\W*(?:args|arguments|config|configuration|cfg|hyper-?param\w*|hparams|params|parameters|settings|options|usage|namespace)\b\W/i,
  // `Namespace(epoch=20, lr=0.1)`: a printed constructor call
  /^\s*(?:\w+\s*[:=]\s*)?[A-Z]\w*\(\w+=/,
];
