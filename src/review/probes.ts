/** All probes, by the names that items of checklists give. A new one is a file in probes/ and a line here. */
import type { Probe } from './probe.ts';
import { baselineBeaten } from './probes/baselineBeaten.ts';
import { committed } from './probes/committed.ts';
import { dataVersions } from './probes/dataVersions.ts';
import { environment } from './probes/environment.ts';
import { fairness } from './probes/fairness.ts';
import { featureOwners } from './probes/featureOwners.ts';
import { featuresUsed } from './probes/featuresUsed.ts';
import { modelSize } from './probes/modelSize.ts';
import { objectiveMet } from './probes/objectiveMet.ts';
import { parameters } from './probes/parameters.ts';
import { secrets } from './probes/secrets.ts';
import { seeded } from './probes/seeded.ts';
import { tests } from './probes/tests.ts';

export const probes: readonly Probe[] = [
  dataVersions,
  featureOwners,
  featuresUsed,
  objectiveMet,
  baselineBeaten,
  seeded,
  parameters,
  tests,
  secrets,
  fairness,
  modelSize,
  committed,
  environment,
];
