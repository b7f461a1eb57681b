/** Numbers that people tune, written into the code; and whether a script takes parameters at all. */
import { isNumber, pythonFacts, type PythonCall } from './pythonCalls.ts';

export interface HardCoded {
  /** `max_depth` */
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

export interface ParameterFacts {
  readonly hardCoded: readonly HardCoded[];
  /** Its command line, a file or the environment gives it values. */
  readonly takesParameters: boolean;
}

export function parameterFacts(text: string): ParameterFacts {
  const { calls, assignments } = pythonFacts(text);
  const inCalls = calls.flatMap((call) => (isDeclaration(call) || isDrawing(call) ? [] : tunedIn(call)));
  // Of a dataclass, or with a type that says what it is: a declaration.
  const constants = assignments.flatMap(({ name, isAnnotated, text: value, line }) =>
    !isAnnotated && tuned.test(name) && isNumber(value) ? [{ name, line }] : [],
  );
  return {
    hardCoded: [...inCalls, ...constants].sort((a, b) => a.line - b.line),
    takesParameters: calls.some(({ name }) => takers.test(name)) || /\bsys\.argv\b|@hydra\.main/.test(text),
  };
}

function tunedIn(call: PythonCall): HardCoded[] {
  const last = call.name.split('.').at(-1) ?? '';
  const isMade = /^[A-Z]/.test(last);
  const found = call.args.flatMap(({ keyword, text, line }) =>
    keyword !== undefined &&
    isNumber(text) &&
    (tuned.test(keyword) || (isMade && tunedOfModels.test(keyword)))
      ? [{ name: keyword, line }]
      : [],
  );
  const [first, second] = call.args;
  // `Adam(0.001)` of Keras, `SGD(parameters, 0.1)` of PyTorch, `for epoch in range(20)`.
  const rate = optimizers.test(last)
    ? [first, second].find((one) => one?.keyword === undefined && isNumber(one?.text ?? ''))
    : undefined;
  if (rate !== undefined) found.push({ name: 'learning rate', line: rate.line });
  const [word, counted, within] = call.before;
  if (
    call.name === 'range' &&
    word === 'for' &&
    within === 'in' &&
    counts.test(counted ?? '') &&
    isNumber(call.args.at(-1)?.text ?? '')
  )
    found.push({ name: counted ?? '', line: call.line });
  return found;
}

const tuned =
  /^(n_|num_|max_|min_)?(lr|learning_?rate|init_lr|base_lr|estimators|n_estimators|epochs?|batch_?size|eval_batch_size|max_depth|depth|num_leaves|leaves|min_samples_(leaf|split)|min_child_weight|max_features|max_iter|n_iter|iterations|n_neighbors|n_clusters|n_components|hidden_?(size|dim|units|layers?)|hidden_layer_sizes|embedding_dim|num_heads|num_layers|dropout(_rate)?|weight_decay|momentum|subsample|colsample_by\w+|reg_(alpha|lambda)|l1_ratio|warmup_steps|early_stopping_rounds|num_boost_round|patience|label_smoothing)$/i;
/** Words that mean something else to most functions. */
const tunedOfModels =
  /^(C|alpha|gamma|eta|degree|tol|units|filters|rate|penalty_weight|nu|epsilon|beta_[12])$/;
const optimizers = /^(Adam|AdamW|SGD|RMSprop|Adagrad|Adadelta|Nadam|LBFGS)$/;
const counts = /^_?(epoch|round|iteration)s?$/i;
const takers =
  /(^|\.)(ArgumentParser|parse_args|parse_known_args|HfArgumentParser)$|^(click|typer|fire|hydra|absl\.flags|simple_parsing|tyro|jsonargparse|docopt|omegaconf)(\.|$)|^(yaml\.(safe_)?load|tomllib\.load|toml\.load|json\.load|dvc\.api\.params_show|os\.(getenv|environ\.get)|papermill\.\w+)$|^cairn\.params?$/;

/** `parser.add_argument("--lr", …)`, `click.option(…)`: there the number is a default. */
function isDeclaration({ name }: PythonCall): boolean {
  return /(^|\.)(add_argument|option|Option|Argument|argument|field|Field|DEFINE_\w+|suggest_\w+|dict_defaults)$/.test(
    name,
  );
}

/** `plt.plot(…, alpha=0.3)` */
function isDrawing({ name }: PythonCall): boolean {
  return /^(matplotlib|seaborn|plotly|altair|bokeh|ax|axes|fig|plt)(\.|$)/.test(name);
}
