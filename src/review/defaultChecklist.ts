/**
 * What a training script is asked before it may decide anything, and why: the checklist of a team that has not written its own.
 * Ids are what answers are kept under, so they never change; words may.
 */
import { t } from '../base/l10n.ts';
import type { Checklist } from './checklistItem.ts';

export function defaultChecklist(): Checklist {
  return [
    {
      id: 'data',
      title: t('Data'),
      items: [
        {
          id: 'data-checked',
          text: t('The data was looked at: ranges, missing values, duplicates, classes'),
          why: t('A model learns whatever is in the file, also what got there by mistake.'),
        },
        {
          id: 'data-versions',
          text: t('The versions of all data that it reads are recorded, and are those on disk'),
          why: t('A result that nobody can trace to its data cannot be repeated or explained.'),
          probe: 'dataVersions',
        },
        {
          id: 'split-clean',
          text: t('Nothing leaks between training, validation and test rows'),
          why: t('Rows, people or days on both sides make a model look better than it will ever be.'),
        },
        {
          id: 'labels-reviewed',
          text: t('A sample of the labels was checked by hand'),
          why: t('Wrong labels set the limit of what can be learnt, and nobody sees it in a metric.'),
          isRequired: false,
        },
      ],
    },
    {
      id: 'features',
      title: t('Features'),
      items: [
        {
          id: 'features-simple',
          text: t('Simple features were tried first, and each of the others earns its place'),
          why: t('Every feature must be made, watched and explained for as long as the model lives.'),
          isRequired: false,
        },
        {
          id: 'features-owned',
          text: t('Its features are documented, and somebody owns each'),
          why: t('A feature without an owner breaks without anybody noticing.'),
          probe: 'featureOwners',
        },
        {
          id: 'features-used',
          text: t('None of its features is unused or deprecated'),
          why: t('What is not needed still costs, and still breaks.'),
          probe: 'featuresUsed',
          isRequired: false,
        },
        {
          id: 'features-shared',
          text: t('The same code makes features in training and in serving'),
          why: t(
            'Two versions of one computation drift apart, and the model sees other numbers than it learnt from.',
          ),
        },
      ],
    },
    {
      id: 'objective',
      title: t('Objective'),
      items: [
        {
          id: 'objective-stated',
          text: t('What it is to achieve is stated as one metric, with a target'),
          why: t('Without a target every result is a success, and with five metrics one always improves.'),
          probe: 'objectiveMet',
        },
        {
          id: 'baseline-beaten',
          text: t('It beats a simple baseline by more than chance'),
          why: t('Different seeds alone move a metric; an improvement within that is none.'),
          probe: 'baselineBeaten',
        },
        {
          id: 'constraints-stated',
          text: t('What it must not do, or cost, is stated'),
          why: t('A metric that is all that counts is reached in ways that nobody wanted.'),
          isRequired: false,
        },
      ],
    },
    {
      id: 'code',
      title: t('Code'),
      items: [
        {
          id: 'seeded',
          text: t('Every source of randomness has a seed, and the same run gives the same result'),
          why: t('Otherwise nobody can tell a change of the code from a change of luck.'),
          probe: 'seeded',
        },
        {
          id: 'parametrised',
          text: t('What is tuned are parameters, not numbers in the code'),
          why: t('Numbers in the code are neither recorded with a run nor compared between runs.'),
          probe: 'parameters',
          isRequired: false,
        },
        {
          id: 'tested',
          text: t('The code that makes features has tests, and they pass for this text'),
          why: t('A wrong sign in a feature lowers a metric a little and is found years later.'),
          probe: 'tests',
        },
        {
          id: 'errors-handled',
          text: t('It stops with a clear sentence when data is missing or not as expected'),
          why: t('A script that goes on without half of its data trains a model all the same.'),
        },
        {
          id: 'no-secrets',
          text: t('There is no password, key or token in it'),
          why: t('What is once in the history of a repository is known for ever.'),
          probe: 'secrets',
        },
        {
          id: 'resources-bounded',
          text: t('Memory, disk and time that it takes have a limit'),
          why: t('A job that takes all there is takes the jobs of others down with it.'),
          isRequired: false,
        },
      ],
    },
    {
      id: 'evaluation',
      title: t('Evaluation'),
      items: [
        {
          id: 'held-out',
          text: t('It is judged on rows that no decision was made by'),
          why: t('Tuning on the test set turns it into a training set.'),
        },
        {
          id: 'later-data',
          text: t('It is judged on later data, too'),
          why: t('The world it will be used in is later than all that it has seen.'),
          isRequired: false,
        },
        {
          id: 'fairness',
          text: t('It is judged by group, and is within the limits'),
          why: t('An average hides whom a model fails.'),
          probe: 'fairness',
        },
        {
          id: 'uncertainty',
          text: t('Results come with how sure they are'),
          why: t('A third decimal place that is noise decides nothing.'),
        },
      ],
    },
    {
      id: 'model',
      title: t('Model'),
      items: [
        {
          id: 'model-simple',
          text: t('It is the simplest model that serves'),
          why: t('What is more complex costs more to run, to explain and to mend.'),
        },
        {
          id: 'model-size',
          text: t('Its size and how long it takes to answer are known and within limits'),
          why: t('A model that is too slow or too large for its place is not used.'),
          probe: 'modelSize',
        },
        {
          id: 'explainable',
          text: t('A decision can be explained as well as its use demands'),
          why: t('People who are judged may ask why, and law may give them the right to know.'),
        },
      ],
    },
    {
      id: 'reproducibility',
      title: t('Reproducibility'),
      items: [
        {
          id: 'committed',
          text: t('The code of its best run is committed'),
          why: t('Code that was never committed is gone with the next change.'),
          probe: 'committed',
        },
        {
          id: 'environment-locked',
          text: t('Versions of interpreter and packages are locked'),
          why: t('A new release of a library changes results without a change of the code.'),
          probe: 'environment',
        },
        {
          id: 'rerun-agrees',
          text: t('Running it again gives the same within a tolerance that is written down'),
          why: t('Only what can be made again can be checked, repaired and trusted.'),
        },
      ],
    },
    {
      id: 'handover',
      title: t('Handover'),
      items: [
        {
          id: 'documented',
          text: t('A new colleague could run it and say what it is for'),
          why: t('Whoever wrote it will not be there for as long as the model is.'),
        },
        {
          id: 'model-owned',
          text: t('Somebody answers for the model when it is in use'),
          why: t('An alarm that nobody answers for is no alarm.'),
        },
        {
          id: 'roll-back',
          text: t('It is known how to go back to the model before'),
          why: t('The way back must be known before it is needed.'),
        },
      ],
    },
  ];
}
