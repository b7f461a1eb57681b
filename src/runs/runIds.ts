/** Names of runs: sortable by time, easy to say, and valid as MLflow run ids (`20261123-084102-quiet-heron-3f9a`). */
import { runId } from '../records/runId.ts';

export interface NewRunId {
  readonly id: string;
  /** The part people say: `quiet-heron`. */
  readonly name: string;
}

/** `random` gives numbers in [0, 1); `now` is ms since 1970, shown in UTC so that ids sort everywhere alike. */
export function newRunId(now: number, random: () => number): NewRunId {
  const name = `${pick(adjectives, random)}-${pick(animals, random)}`;
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return { id: `${timestamp(now)}-${name}-${suffix}`, name };
}

/** Ids become folder names: anything else is refused before it meets a path. */
export function isRunId(text: string): boolean {
  return runId.safeParse(text).success;
}

function timestamp(now: number): string {
  const digits = new Date(now).toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}`;
}

function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? 'plain';
}

const adjectives = (
  'able amber ample azure balmy bold brave brief bright brisk calm candid clear clever cosy crisp curious dapper deft ' +
  'eager early earnest fair fleet fond frank fresh gentle glad golden grand happy hardy hazel honest jolly keen kind ' +
  'lively loyal lucid lucky mellow merry mighty mild modest neat nimble noble patient plucky polite proud quick quiet ' +
  'rapid ready robust rosy sage serene sharp shiny silent silver sleek smart snug solid spry stable steady sturdy sunny ' +
  'sure swift tender tidy tranquil true upbeat vivid warm wise witty worthy zesty'
).split(' ');

const animals = (
  'alpaca badger beaver bison bobcat bunting camel caribou cheetah chough condor cormorant coyote crane cricket curlew ' +
  'deer dolphin dove duck eagle egret eider elk falcon ferret finch fox gazelle gecko gibbon goose grouse gull hare ' +
  'hawk hedgehog heron hoopoe ibex ibis iguana jackal jackdaw jay kestrel kite koala lark lemur linnet lion lizard llama ' +
  'lynx magpie marlin marmot marten mole moose newt nuthatch ocelot okapi oriole osprey otter owl panda parrot pelican ' +
  'penguin petrel pika pipit plover puffin puma quail rabbit raven redstart robin salmon seal shrew skylark sparrow ' +
  'starling stoat stork swan swift tapir teal tern thrush tiger toucan trout turtle vole walrus weasel wombat wren yak'
).split(' ');
