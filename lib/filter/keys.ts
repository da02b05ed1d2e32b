import type { Operator } from './tree'

/** What is searched. */
export const subjects = ['models', 'versions', 'runs'] as const
export type Subject = (typeof subjects)[number]

/** How the values of a key are read: `values.ts` has the readers. */
export type ValueKind =
  | 'word'
  | 'person'
  | 'choice'
  | 'number'
  | 'bytes'
  | 'duration'
  | 'time'
  | 'dataset'
  | 'run'
  | 'metric'
  | 'param'
  | 'field'

export interface FilterKey {
  key: string
  /** What stands after the dot, for keys that have a name: "the metric". */
  named: string | null
  kind: ValueKind
  operators: readonly Operator[]
  /** The values there are, where these are all. */
  choices: readonly string[]
  /** One line for people. */
  help: string
  example: string
}

const equality = [':', '=', '!='] as const
const comparison = [':', '=', '!=', '>', '>=', '<', '<='] as const

/** A key whose values are words: `tag:prod`, or `tag:prod*` for all that begin so. */
const word = (key: string, help: string, example: string) => one('word', key, help, example)

function one(
  kind: ValueKind,
  key: string,
  help: string,
  example: string,
  more: Partial<FilterKey> = {},
): FilterKey {
  const isEqual = kind === 'word' || kind === 'person' || kind === 'choice' || isReference(kind)
  const operators = isEqual ? equality : comparison
  return { key, named: null, kind, operators, choices: [], help, example, ...more }
}

function isReference(kind: ValueKind): boolean {
  return kind === 'dataset' || kind === 'run'
}

function choice(key: string, choices: readonly string[], help: string, example: string) {
  return one('choice', key, help, example, { choices })
}

const project = word('project', 'In a project', 'project:churn')
const metric = one('metric', 'metric', 'By a metric', 'metric.accuracy>0.9', {
  named: 'the metric',
})
const param = one('param', 'param', 'By a parameter, a number or a word', 'param.depth<=6', {
  named: 'the parameter',
})
const field = one('field', 'field', 'By a field of the model', 'field.risk:high', {
  named: 'the field',
})

/** What is said of a version, and so of a model by one of its versions. */
const ofVersion = [
  choice(
    'state',
    ['pending', 'approved', 'rejected'],
    'Pending, approved or rejected',
    'state:approved',
  ),
  word('alias', 'Called so; latest and newest too', 'alias:production'),
  metric,
  param,
  one('dataset', 'dataset', 'Trained on a dataset, a version or file of it', 'dataset:credit/v2'),
  one('run', 'run', 'Made by a run', 'run:churn/12'),
  one('time', 'decided', 'When it was decided on', 'decided:<7d'),
  one('bytes', 'size', 'How large its files are together', 'size>100MB'),
  word('note', 'Its note holds these words', 'note:"new features"'),
]

const versions: readonly FilterKey[] = [
  ...ofVersion,
  word('model', 'Of a model', 'model:churn'),
  word('name', 'The model is called so', 'name:churn*'),
  word('tag', 'Bears a tag', 'tag:prod'),
  project,
  one('person', 'owner', 'Registered by: me, an e-mail address or a name', 'owner:me'),
  one('number', 'version', 'By its number', 'version>=3'),
  one('time', 'created', 'When it was registered', 'created:>2026-01-01'),
  field,
  choice(
    'is',
    ['stale', 'expired', 'override', 'recalled', 'archived'],
    'Stale (changed since it was decided), expired, approved by override, recalled or archived',
    'is:stale',
  ),
  choice(
    'has',
    ['run', 'note', 'files', 'comments'],
    'Has a run, a note, files or comments',
    '-has:note',
  ),
]

const models: readonly FilterKey[] = [
  word('name', 'Its name or the one in its address', 'name:churn*'),
  word('tag', 'It or the version bears a tag', 'tag:prod'),
  one('person', 'owner', 'Its owner: me, an e-mail address or a name', 'owner:me'),
  project,
  choice(
    'access',
    ['organization', 'restricted'],
    'Open to the organization, or restricted',
    'access:restricted',
  ),
  one('time', 'created', 'When it was made', 'created:2026-01'),
  one('time', 'updated', 'When it or a version of it last changed', 'updated:<30d'),
  one('number', 'versions', 'How many versions it has', 'versions>=10'),
  field,
  ...ofVersion,
  word('model', 'The same as name', 'model:churn'),
  one('number', 'version', 'The number of the version', 'version>=3'),
  choice(
    'is',
    ['stale', 'expired', 'override', 'recalled', 'archived'],
    'Archived; or the version is stale, expired, approved by override or recalled',
    '-is:recalled',
  ),
  choice(
    'has',
    ['run', 'note', 'files', 'comments'],
    'The version has a run, a note, files or comments',
    'has:run',
  ),
]

const runs: readonly FilterKey[] = [
  choice(
    'state',
    ['queued', 'running', 'completed', 'error', 'stopped'],
    'Queued, running, completed, error or stopped',
    'state:completed',
  ),
  word('step', 'Of a step', 'step:train'),
  word('tag', 'Bears a tag', 'tag:baseline'),
  one('person', 'owner', 'Started by: me, an e-mail address or a name', 'owner:me'),
  project,
  metric,
  param,
  one('dataset', 'dataset', 'Took a dataset, a version or file of it', 'dataset:credit/v2'),
  word('model', 'Took a version of a model, or made one', 'model:churn'),
  word('commit', 'Of a commit, or what it begins with', 'commit:3f2a9c1*'),
  word('image', 'In a container image', 'image:python*'),
  one('time', 'created', 'When it was created', 'created:<2w'),
  one('time', 'finished', 'When it ended', 'finished:>2026-01-01'),
  one('duration', 'duration', 'How long it took', 'duration>10m'),
  one('number', 'group', 'Of a task or pipeline, by its number', 'group:4'),
  choice('is', ['alert'], 'Ended with alerts', 'is:alert'),
  choice(
    'has',
    ['versions', 'outputs', 'metrics'],
    'Made versions, has outputs or metrics',
    'has:versions',
  ),
]

/** Every key of the language, for each of what is searched. */
export const filterKeys = { models, versions, runs } as const satisfies Record<
  Subject,
  readonly FilterKey[]
>

export function findKey(subject: Subject, key: string): FilterKey | undefined {
  return filterKeys[subject].find((known) => known.key === key)
}
