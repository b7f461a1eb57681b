/** One thing that a script is asked, and the groups that a checklist is made of. */

export interface ChecklistItem {
  readonly id: string;
  /** A statement that is true or not. */
  readonly text: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** Without an answer nobody can approve; true without it. */
  readonly isRequired?: boolean;
  /** Name of what answers it from the record; undefined: people do. */
  readonly probe?: string;
}

export interface ChecklistGroup {
  readonly id: string;
  readonly title: string;
  readonly items: readonly ChecklistItem[];
}

export type Checklist = readonly ChecklistGroup[];
