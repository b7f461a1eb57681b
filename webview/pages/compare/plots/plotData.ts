/** Columns of the matching runs for the plots: read when something changed, not at every drawing of the page. */
import { columnId, type ColumnRef, type RecordKey } from '../../../../src/protocol/compare/compareShape.ts';
import type { CompareModel } from '../compareModel.ts';
import { plotColumn, type PlotColumn } from './plotColumn.ts';

export class PlotData {
  readonly #model: CompareModel;
  readonly #columns = new Map<string, PlotColumn>();
  #version = -1;

  private constructor(model: CompareModel) {
    this.#model = model;
  }

  static of(model: CompareModel): PlotData {
    const found = known.get(model) ?? new PlotData(model);
    known.set(model, found);
    return found;
  }

  /** Another one whenever a column may be another. */
  get version(): number {
    return this.#model.frame.version;
  }

  /** Beside `frame.ordinals`; undefined until all of them have come. */
  read(columns: readonly ColumnRef[]): readonly PlotColumn[] | undefined {
    const { frame } = this.#model;
    if (columns.some((column) => frame.column(column) === undefined)) {
      frame.want(columns);
      return undefined;
    }
    if (this.#version !== frame.version) this.#columns.clear();
    this.#version = frame.version;
    return columns.map((column) => {
      const id = columnId(column);
      const found = this.#columns.get(id) ?? this.#read(column);
      this.#columns.set(id, found);
      return found;
    });
  }

  /** Undefined until it has come. */
  has(key: RecordKey): boolean | undefined {
    const [column] = this.read([{ group: 'record', key }]) ?? [];
    return column?.values.some((value) => !Number.isNaN(value));
  }

  #read(column: ColumnRef): PlotColumn {
    const { frame } = this.#model;
    const loaded = frame.column(column);
    return plotColumn(Array.from(frame.ordinals, (n) => loaded?.at(n)));
  }
}

const known = new WeakMap<CompareModel, PlotData>();
