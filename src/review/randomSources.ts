/** Where a Python text draws random numbers, and whether a seed is set for that: as far as reading can tell. */
import { argument, pythonFacts, takesSpread, type PythonCall, type PythonFacts } from './pythonCalls.ts';
import type { ReviewedFile } from './probeSubject.ts';

/** Generators with a state of their own, which one seed sets. */
type Generator = 'random' | 'numpy' | 'torch' | 'keras' | 'tensorflow';

export interface RandomSource {
  /** As the file writes it: `train_test_split`. */
  readonly what: string;
  readonly path: string;
  readonly line: number;
  /** `unread`: its arguments come from elsewhere. */
  readonly seed: 'set' | 'missing' | 'unread';
}

/** A seed that one file sets counts in all of them, since they run in one process. */
export function randomSources(files: readonly Pick<ReviewedFile, 'path' | 'text'>[]): RandomSource[] {
  const read = files.map(({ path, text }) => ({ path, facts: pythonFacts(text) }));
  const seeded = new Set(read.flatMap(({ facts }) => facts.calls.flatMap(seededBy)));
  return read.flatMap(({ path, facts }) =>
    facts.calls.flatMap((call) => {
      const use = useOf(call, facts);
      if (use === undefined) return [];
      const seed =
        use.of === 'own'
          ? use.seed
          : seeded.has(use.of)
            ? 'set'
            : use.isUnread === true
              ? 'unread'
              : 'missing';
      return [{ what: call.name.split('.').at(-1) ?? call.name, path, line: call.line, seed }];
    }),
  );
}

function seededBy(call: PythonCall): Generator[] {
  const name = keras(call.name);
  const of = seeders.find(([pattern]) => pattern.test(name))?.[1];
  return of !== undefined && givesSeed(call) ? [...of] : [];
}

const seeders: readonly (readonly [RegExp, readonly Generator[]])[] = [
  [/^random\.seed$/, ['random']],
  [/^numpy\.random\.seed$/, ['numpy']],
  [/^torch\.(random\.)?manual_seed$/, ['torch']],
  [/^tensorflow\.(compat\.v1\.)?(random\.)?set_(random_)?seed$/, ['tensorflow', 'keras']],
  [/^keras\.utils\.set_random_seed$/, ['random', 'numpy', 'tensorflow', 'keras', 'torch']],
  [/(^|\.)seed_everything$/, ['random', 'numpy', 'torch']],
  [/^(transformers|accelerate)\.(\w+\.)*set_seed$/, ['random', 'numpy', 'torch', 'tensorflow', 'keras']],
  [/^transformers\.(\w+\.)*enable_full_determinism$/, ['random', 'numpy', 'torch', 'tensorflow', 'keras']],
];

function keras(name: string): string {
  return name.replace(/^tensorflow\.(python\.)?keras\./, 'keras.');
}

/** `seed()`, `seed(None)` and `seed(time.time())` are no seed. */
function givesSeed(call: PythonCall, keyword = 'seed'): boolean {
  const given = argument(call, keyword) ?? call.args.find(({ isSpread }) => !isSpread);
  return given !== undefined && isSeed(given.text);
}

function isSeed(text: string): boolean {
  return (
    text !== 'None' &&
    !/\b(time|time_ns|now|urandom|getpid|uuid\d?|perf_counter|randint|randrange)\s*\(/.test(text)
  );
}

type Use =
  | { readonly of: Generator; readonly isUnread?: boolean }
  | { readonly of: 'own'; readonly seed: RandomSource['seed'] };

function useOf(call: PythonCall, facts: PythonFacts): Use | undefined {
  const name = keras(call.name);
  const last = name.split('.').at(-1) ?? name;
  if (/^random\.(Random|SystemRandom)$/.test(name))
    return { of: 'own', seed: last === 'Random' && givesSeed(call, 'x') ? 'set' : 'missing' };
  if (/^numpy\.random\.(default_rng|RandomState|PCG64|MT19937|Philox|SFC64|SeedSequence)$/.test(name))
    return { of: 'own', seed: givesSeed(call) ? 'set' : 'missing' };
  if (/^random\.[a-z]/.test(name) && !/\.(seed|getstate|setstate)$/.test(name)) return { of: 'random' };
  if (/^numpy\.random\.[a-z]/.test(name) && !/\.(seed|get_state|set_state)$/.test(name))
    return { of: 'numpy' };
  if (name.startsWith('sklearn.') || isSample(name, call, facts))
    return drawsInSklearn(last, call) ? bySeedArgument(call, 'random_state', 'numpy') : undefined;
  if ((torchDraws.test(name) && !noWeights.test(name)) || isLoader(last, call))
    return bySeedArgument(call, 'generator', 'torch');
  if (/^keras\.(layers|initializers|models|applications)\.\w+$/.test(name) && /^[A-Z]/.test(last))
    return bySeedArgument(call, 'seed', 'keras');
  if (/^tensorflow\.random\.(?!set_seed|Generator)\w+$/.test(name)) return { of: 'tensorflow' };
  return undefined;
}

/** Its own argument, else what seeds the generator that it falls back to. */
function bySeedArgument(call: PythonCall, keyword: string, of: Generator): Use {
  const given = argument(call, keyword);
  if (given !== undefined && isSeed(given.text)) return { of: 'own', seed: 'set' };
  return { of, isUnread: takesSpread(call) };
}

const torchDraws =
  /^torch\.(rand|randn|randint|randperm|rand_like|randn_like|normal|multinomial|bernoulli|nn\.[A-Z]\w*|nn\.init\.\w+|utils\.data\.(random_split|RandomSampler|WeightedRandomSampler))$/;
/** Of layers those that have weights or drop something; losses and activations draw nothing. */
const noWeights =
  /(Loss|ReLU|Sigmoid|Tanh|Softmax|GELU|SiLU|Pool\dd|Flatten|Identity|Sequential|Module|ModuleList|Parameter|DataParallel|BatchNorm\dd|LayerNorm)$/;

function isLoader(last: string, call: PythonCall): boolean {
  return last === 'DataLoader' && argument(call, 'shuffle')?.text === 'True';
}

/** pandas' `frame.sample(frac=1)`. */
function isSample(name: string, call: PythonCall, { imports }: PythonFacts): boolean {
  return (
    /(^|\.)sample$/.test(name) &&
    imports.some(({ module }) => module === 'pandas') &&
    (argument(call, 'frac') ?? argument(call, 'n')) !== undefined
  );
}

function drawsInSklearn(last: string, call: PythonCall): boolean {
  const says = (keyword: string) => argument(call, keyword)?.text.replaceAll(/["']/g, '');
  if (/^(Stratified|Group|StratifiedGroup)?KFold$/.test(last)) return says('shuffle') === 'True';
  if (last === 'train_test_split') return says('shuffle') !== 'False';
  if (/^(LogisticRegression|RidgeClassifier|Ridge)$/.test(last))
    return /^(sag|saga|liblinear)$/.test(says('solver') ?? '');
  if (/^(SVC|NuSVC)$/.test(last)) return says('probability') === 'True';
  if (last === 'PCA') return says('svd_solver') === 'randomized';
  return sklearnDraws.test(last);
}

const sklearnDraws =
  /^(sample|train_test_split|(Stratified|Group)?ShuffleSplit|Repeated\w*KFold|(RandomForest|ExtraTrees|GradientBoosting|HistGradientBoosting|Bagging|AdaBoost|DecisionTree|ExtraTree|MLP|SGD|PassiveAggressive)(Classifier|Regressor)|SGDOneClassSVM|RandomTreesEmbedding|IsolationForest|Perceptron|(MiniBatch|Bisecting)?KMeans|(Bayesian)?GaussianMixture|LatentDirichletAllocation|TSNE|FastICA|TruncatedSVD|LinearSVC|RandomizedSearchCV|HalvingRandomSearchCV|HalvingGridSearchCV|QuantileTransformer|RBFSampler|Nystroem|IterativeImputer|resample|shuffle|permutation_importance|make_(classification|regression|blobs|moons|circles|friedman[123]|sparse_uncorrelated))$/;
