/** What a fresh data process takes for its first question, its start included: seconds and the most memory it held. */
import type { DataProcess } from '../../src/data/dataProcess.ts';
import { builtData } from '../builtData.ts';
import { peakOf } from './peakOf.ts';

export interface MeasuredData<T> {
  readonly answer: T;
  readonly seconds: number;
  readonly megabytes: number;
}

export async function measuredData<T>(work: (data: DataProcess) => Promise<T>): Promise<MeasuredData<T>> {
  const data = builtData((line) => {
    console.error(line);
  });
  try {
    const began = performance.now();
    const answer = await work(data);
    return { answer, seconds: (performance.now() - began) / 1000, megabytes: peakOf(data.pid()) };
  } finally {
    data.dispose();
  }
}
