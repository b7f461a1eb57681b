/** Form controls as templates: the only file that knows @vscode/webview-ui-toolkit, which is archived and may be replaced here. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';
import { icon } from './icons/icon.ts';
import type { IconName } from './icons/icon.ts';

/** Call once before the first template is rendered. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  /** For a screen reader, where several buttons have the same label, which it begins with. */
  readonly name?: string;
  readonly icon?: IconName;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  /** More than the label says, as a tooltip. */
  readonly title?: string;
  readonly onClick: () => unknown;
}

export function button(options: ButtonOptions): TemplateResult {
  return html`<vscode-button
    class="ctl ${options.primary ? 'primary' : ''}"
    appearance=${options.primary ? 'primary' : 'secondary'}
    aria-label=${options.name ?? nothing}
    title=${options.title ?? nothing}
    ?disabled=${options.disabled ?? false}
    @click=${options.onClick}
    >${options.icon ? icon(options.icon) : nothing}${options.label}</vscode-button
  >`;
}

export interface IconButtonOptions {
  readonly label: string;
  readonly icon: IconName;
  /** Present: a toggle. */
  readonly pressed?: boolean;
  /** A toggle whose icon already tells its state. */
  readonly plain?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => unknown;
}

export function iconButton(options: IconButtonOptions): TemplateResult {
  return html`<vscode-button
    class="ctl ico ${options.plain ? 'plain' : ''}"
    appearance="icon"
    aria-label=${options.label}
    title=${options.label}
    aria-pressed=${options.pressed === undefined ? nothing : String(options.pressed)}
    ?disabled=${options.disabled ?? false}
    @click=${options.onClick}
    >${icon(options.icon)}</vscode-button
  >`;
}

export interface DropdownOptions {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => unknown;
}

export function dropdown({ label, value, options, onChange }: DropdownOptions): TemplateResult {
  return html`<vscode-dropdown
    class="ctl"
    aria-label=${label}
    @change=${(event: Event) => onChange(valueOf(event))}
    ${ref((element) => {
      // The element reads its options a task later; a value it does not know yet would be dropped.
      setTimeout(() => {
        if (element && 'value' in element && element.value !== value) element.value = value;
      });
    })}
    >${options.map(
      (option) =>
        html`<vscode-option value=${option.value} ?selected=${option.value === value}
          >${option.label}</vscode-option
        >`,
    )}</vscode-dropdown
  >`;
}

export interface TextOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onInput: (value: string) => unknown;
  readonly onKey?: (event: KeyboardEvent) => unknown;
  /** Take the focus when the control appears. */
  readonly autofocus?: boolean;
}

/** The element names itself by its text, which our style hides: an aria-label of our own would be overwritten. */
export function textField(options: TextOptions): TemplateResult {
  return html`<vscode-text-field
    class="ctl"
    placeholder=${options.placeholder ?? nothing}
    .value=${options.value}
    @input=${(event: Event) => options.onInput(valueOf(event))}
    @keydown=${options.onKey ?? nothing}
    ${options.autofocus ? ref(focusOnce) : nothing}
    >${options.label}</vscode-text-field
  >`;
}

/** Shows the value that it is given also where what was typed has never been drawn: its owner knows every letter at once. */
export function textArea(options: TextOptions & { readonly rows: number }): TemplateResult {
  return html`<vscode-text-area
    class="ctl"
    rows=${options.rows}
    resize="vertical"
    placeholder=${options.placeholder ?? nothing}
    .value=${live(options.value)}
    @input=${(event: Event) => options.onInput(valueOf(event))}
    @keydown=${options.onKey ?? nothing}
    ${options.autofocus ? ref(focusOnce) : nothing}
    >${options.label}</vscode-text-area
  >`;
}

/** The element draws its inner input a frame later; lit calls this once, because the function stays the same. */
function focusOnce(element: Element | undefined): void {
  requestAnimationFrame(() => element instanceof HTMLElement && element.focus());
}

function valueOf(event: Event): string {
  const target = event.currentTarget;
  return target && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
