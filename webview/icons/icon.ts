/** The codicons that pages use, bundled as SVG so that no page loads a font. Licence: NOTICE.md beside this file. */
import { html, render, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { unsafeSVG } from 'lit-html/directives/unsafe-svg.js';
import account from '@vscode/codicons/src/icons/account.svg';
import beaker from '@vscode/codicons/src/icons/beaker.svg';
import book from '@vscode/codicons/src/icons/book.svg';
import comment from '@vscode/codicons/src/icons/comment.svg';
import commentUnresolved from '@vscode/codicons/src/icons/comment-unresolved.svg';
import diff from '@vscode/codicons/src/icons/diff.svg';
import requestChanges from '@vscode/codicons/src/icons/request-changes.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import circleLarge from '@vscode/codicons/src/icons/circle-large.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg';
import edit from '@vscode/codicons/src/icons/edit.svg';
import ellipsis from '@vscode/codicons/src/icons/ellipsis.svg';
import exportArrow from '@vscode/codicons/src/icons/export.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import fileCode from '@vscode/codicons/src/icons/file-code.svg';
import fileMedia from '@vscode/codicons/src/icons/file-media.svg';
import filter from '@vscode/codicons/src/icons/filter.svg';
import fileText from '@vscode/codicons/src/icons/file-text.svg';
import folderOpened from '@vscode/codicons/src/icons/folder-opened.svg';
import cloud from '@vscode/codicons/src/icons/cloud.svg';
import cloudDownload from '@vscode/codicons/src/icons/cloud-download.svg';
import gitCompare from '@vscode/codicons/src/icons/git-compare.svg';
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg';
import graphLine from '@vscode/codicons/src/icons/graph-line.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import history from '@vscode/codicons/src/icons/history.svg';
import json from '@vscode/codicons/src/icons/json.svg';
import listFlat from '@vscode/codicons/src/icons/list-flat.svg';
import packageBox from '@vscode/codicons/src/icons/package.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import starEmpty from '@vscode/codicons/src/icons/star-empty.svg';
import starFull from '@vscode/codicons/src/icons/star-full.svg';
import sync from '@vscode/codicons/src/icons/sync.svg';
import tag from '@vscode/codicons/src/icons/tag.svg';
import trash from '@vscode/codicons/src/icons/trash.svg';
import target from '@vscode/codicons/src/icons/target.svg';
import table from '@vscode/codicons/src/icons/table.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import wordWrap from '@vscode/codicons/src/icons/word-wrap.svg';
import workspaceUntrusted from '@vscode/codicons/src/icons/workspace-untrusted.svg';

/** An icon beside a word: hidden from screen readers, in the colour of the text or of its verdict. */
export function icon(name: IconName, verdict: Verdict | '' = ''): TemplateResult {
  return html`<svg class="i ${verdict}" viewBox="0 0 16 16" aria-hidden="true">
    ${svg`${unsafeSVG(bodies[name])}`}
  </svg>`;
}

/** The same as an element of its own, for cells that are painted thousands of times: a copy of one that was made once. */
export function iconElement(name: IconName, verdict: Verdict | '' = ''): Node {
  const key = `${name} ${verdict}`;
  let made = elements.get(key);
  if (made === undefined) {
    const holder = document.createElement('div');
    render(icon(name, verdict), holder);
    made = holder.querySelector('svg') ?? document.createElement('span');
    elements.set(key, made);
  }
  return made.cloneNode(true);
}

const elements = new Map<string, Element>();

export type Verdict = 'ok' | 'bad' | 'warn' | 'idle' | 'live';

const sources = {
  account,
  beaker,
  book,
  comment,
  commentUnresolved,
  diff,
  requestChanges,
  trash,
  target,
  exportArrow,
  arrowUp,
  arrowDown,
  check,
  ellipsis,
  chevronDown,
  chevronRight,
  circleLarge,
  circleSlash,
  cloud,
  cloudDownload,
  close,
  copy,
  debugStop,
  edit,
  error,
  file,
  fileCode,
  fileMedia,
  fileText,
  filter,
  folderOpened,
  gitCompare,
  goToFile,
  graphLine,
  history,
  info,
  json,
  listFlat,
  packageBox,
  pass,
  question,
  search,
  starEmpty,
  starFull,
  sync,
  table,
  tag,
  warning,
  wordWrap,
  workspaceUntrusted,
};
export type IconName = keyof typeof sources;

/** What is inside the svg element: our own build's text, never a person's. */
function bodyOf(source: string): string {
  return source.replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');
}

const bodies: Record<IconName, string> = {
  account: bodyOf(sources.account),
  beaker: bodyOf(sources.beaker),
  book: bodyOf(sources.book),
  comment: bodyOf(sources.comment),
  commentUnresolved: bodyOf(sources.commentUnresolved),
  diff: bodyOf(sources.diff),
  requestChanges: bodyOf(sources.requestChanges),
  trash: bodyOf(sources.trash),
  exportArrow: bodyOf(sources.exportArrow),
  arrowUp: bodyOf(sources.arrowUp),
  arrowDown: bodyOf(sources.arrowDown),
  check: bodyOf(sources.check),
  ellipsis: bodyOf(sources.ellipsis),
  chevronDown: bodyOf(sources.chevronDown),
  chevronRight: bodyOf(sources.chevronRight),
  circleLarge: bodyOf(sources.circleLarge),
  circleSlash: bodyOf(sources.circleSlash),
  cloud: bodyOf(sources.cloud),
  cloudDownload: bodyOf(sources.cloudDownload),
  close: bodyOf(sources.close),
  copy: bodyOf(sources.copy),
  debugStop: bodyOf(sources.debugStop),
  edit: bodyOf(sources.edit),
  error: bodyOf(sources.error),
  file: bodyOf(sources.file),
  fileCode: bodyOf(sources.fileCode),
  fileMedia: bodyOf(sources.fileMedia),
  fileText: bodyOf(sources.fileText),
  filter: bodyOf(sources.filter),
  folderOpened: bodyOf(sources.folderOpened),
  gitCompare: bodyOf(sources.gitCompare),
  goToFile: bodyOf(sources.goToFile),
  graphLine: bodyOf(sources.graphLine),
  history: bodyOf(sources.history),
  info: bodyOf(sources.info),
  json: bodyOf(sources.json),
  listFlat: bodyOf(sources.listFlat),
  packageBox: bodyOf(sources.packageBox),
  pass: bodyOf(sources.pass),
  question: bodyOf(sources.question),
  search: bodyOf(sources.search),
  starEmpty: bodyOf(sources.starEmpty),
  starFull: bodyOf(sources.starFull),
  sync: bodyOf(sources.sync),
  table: bodyOf(sources.table),
  tag: bodyOf(sources.tag),
  target: bodyOf(sources.target),
  warning: bodyOf(sources.warning),
  wordWrap: bodyOf(sources.wordWrap),
  workspaceUntrusted: bodyOf(sources.workspaceUntrusted),
};
