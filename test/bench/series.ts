/** Metric points: what one costs to append and to keep, and how fast one metric among many is read and drawn. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decimate } from '../../src/storage/series/decimate.ts';
import { openSeries } from '../../src/storage/series/seriesReader.ts';
import { openSeriesWriter } from '../../src/storage/series/seriesWriter.ts';
import type { Figure } from './figure.ts';
import { median, timed } from './timed.ts';

const metrics = 100;
const steps = 50_000;
const chartSeries = 50;
const chartSteps = 100_000;
const rounds = 7;

export function run(): Promise<readonly Figure[]> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    return Promise.resolve([...appending(dir), ...trickling(dir), ...reading(dir), ...charting(dir)]);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}

/** Five million points of 100 metrics, flushed as often as a script of a million points a second would be. */
function appending(dir: string): Figure[] {
  const file = path.join(dir, 'metrics.log');
  const took = timed(() => fill(file, { metrics, steps, flushEvery: 2000 }));
  const points = metrics * steps;
  return [
    {
      name: 'append of one point, flush included',
      value: (took / points) * 1000,
      unit: 'µs',
      limit: 5,
      better: 'lower',
    },
    {
      name: 'points a second into metrics.log',
      value: points / (took / 1000),
      unit: 'points/s',
      limit: 500_000,
      better: 'higher',
    },
    {
      name: 'bytes a point, 5 M points of 100 metrics',
      value: fs.statSync(file).size / points,
      unit: 'bytes',
      limit: 25,
      better: 'lower',
    },
  ];
}

/** A day of training that logs five metrics at a time: every flush holds one point of each. */
function trickling(dir: string): Figure[] {
  const file = path.join(dir, 'trickle.log');
  const points = 5 * 20_000;
  fill(file, { metrics: 5, steps: 20_000, flushEvery: 1 });
  return [
    {
      name: 'bytes a point, five points a flush',
      value: fs.statSync(file).size / points,
      unit: 'bytes',
      limit: 25,
      better: 'lower',
    },
  ];
}

/** One metric of the 5 M points against the same float64s bare in a file of their own. */
function reading(dir: string): Figure[] {
  const file = path.join(dir, 'metrics.log');
  const bare = path.join(dir, 'bare');
  const { steps: s, times: t, values: v } = openSeries(file).read('metric 42');
  fs.writeFileSync(bare, new Uint8Array(Float64Array.from([...s, ...t, ...v]).buffer));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(timed(() => openSeries(file).read('metric 42')));
    theirs.push(timed(() => new Float64Array(new Uint8Array(fs.readFileSync(bare)).buffer)));
  }
  return [
    {
      name: 'open and read 1 metric of 100 in 5 M points',
      value: median(ours),
      unit: 'ms',
      peer: { name: 'its bare float64s from a plain file', value: median(theirs) },
      better: 'lower',
    },
  ];
}

/** 50 curves of 100 000 points each, read and made fit for a chart 1000 pixels wide. */
function charting(dir: string): Figure[] {
  const file = path.join(dir, 'chart.log');
  fill(file, { metrics: chartSeries, steps: chartSteps, flushEvery: 5000 });
  const took: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    took.push(
      timed(() => {
        const reader = openSeries(file);
        for (let index = 0; index < chartSeries; index += 1) decimate(reader.read(`metric ${index}`), 1000);
      }),
    );
  }
  return [
    {
      name: 'read and decimate 50 curves of 100 000 points',
      value: median(took),
      unit: 'ms',
      limit: 250,
      better: 'lower',
    },
  ];
}

function fill(file: string, shape: { metrics: number; steps: number; flushEvery: number }): void {
  const keys = Array.from({ length: shape.metrics }, (_, index) => `metric ${index}`);
  const writer = openSeriesWriter(file);
  for (let step = 0; step < shape.steps; step += 1) {
    for (const key of keys) writer.append(key, step, 1.7e12 + step, Math.sin(step), 'inbox');
    if (step % shape.flushEvery === shape.flushEvery - 1) writer.flush({ inbox: step, output: 0 });
  }
  writer.close({ inbox: shape.steps, output: 0 });
}
