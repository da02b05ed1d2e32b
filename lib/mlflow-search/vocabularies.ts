import type { Kind, Vocabulary } from './vocabulary'

/** The names that each search of MLflow's knows, with every other word for them. */

const spelled = (kind: Kind, ...words: string[]) =>
  Object.fromEntries(words.map((word) => [word, kind]))

const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]))

const tags = spelled('tag', 'tag', 'tags')
const metrics = spelled('metric', 'metric', 'metrics')
const parameters = spelled('parameter', 'parameter', 'parameters', 'param', 'params')
const attribute = spelled('attribute', 'attribute', 'attributes', 'attr')

export const ofRuns: Vocabulary = {
  prefixes: {
    ...metrics,
    ...parameters,
    ...tags,
    ...attribute,
    ...spelled('attribute', 'run'),
    ...spelled('dataset', 'dataset', 'datasets'),
  },
  attributes: {
    ...same('run_id', 'run_name', 'status', 'user_id', 'artifact_uri', 'start_time', 'end_time'),
    ...{ 'Run Name': 'run_name', 'Run name': 'run_name', 'run name': 'run_name' },
    ...{ created: 'start_time', Created: 'start_time' },
  },
  numeric: { start_time: 'number', end_time: 'number' },
  listed: ['run_id'],
  nullable: ['tag', 'parameter'],
  sortedKinds: ['metric', 'parameter', 'tag'],
}

export const ofExperiments: Vocabulary = {
  prefixes: { ...tags, ...attribute },
  attributes: same('name', 'experiment_id', 'creation_time', 'last_update_time'),
  numeric: { creation_time: 'whole', last_update_time: 'whole' },
  listed: ['experiment_id'],
  nullable: ['tag'],
  sortedKinds: [],
}

export const ofRegisteredModels: Vocabulary = {
  prefixes: { ...tags, ...attribute },
  attributes: same('name'),
  numeric: {},
  listed: ['name'],
  nullable: [],
  sorted: {
    ...same('name', 'creation_timestamp', 'last_updated_timestamp'),
    timestamp: 'last_updated_timestamp',
  },
  sortedKinds: [],
}

export const ofModelVersions: Vocabulary = {
  prefixes: { ...tags, ...attribute },
  attributes: same('name', 'version_number', 'run_id', 'source_path'),
  numeric: { version_number: 'whole' },
  listed: ['name', 'run_id'],
  nullable: [],
  sorted: same('name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'),
  sortedKinds: [],
}

const timesOfLoggedModels = {
  ...{ creation_timestamp: 'created', creation_time: 'created', creation_timestamp_ms: 'created' },
  ...{ last_updated_timestamp: 'updated', last_updated_timestamp_ms: 'updated' },
  last_updated_time: 'updated',
}

export const ofLoggedModels: Vocabulary = {
  prefixes: { ...metrics, ...parameters, ...tags, ...attribute },
  attributes: {
    ...same('name', 'model_id', 'model_type', 'status', 'source_run_id'),
    ...timesOfLoggedModels,
  },
  numeric: { created: 'number', updated: 'number' },
  listed: ['name', 'model_id', 'model_type', 'status', 'source_run_id'],
  nullable: ['tag', 'parameter'],
  sortedKinds: ['metric'],
}
