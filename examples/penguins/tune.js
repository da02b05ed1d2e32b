// Looks for the best softmax regression and logs the search to MLflow: a run for the search, below it one for each
// setting with its curves, and the files of the best, which become a version of `penguins-softmax`.
//   hub pull dataset://penguins/v1 data
//   MLFLOW_TRACKING_URI=http://localhost:3000/mlflow/p/penguins MLFLOW_TRACKING_TOKEN=… node tune.js data dataset://penguins/v1
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromCsv } from './lib/csv.js'
import { logFile, mlflow, pairs } from './lib/mlflow.js'
import { MEASUREMENTS } from './lib/penguins.js'
import { score } from './lib/scores.js'
import { fit, predict } from './lib/softmax.js'

const epochs = 200
const every = 10
const rates = [0.1, 0.5, 2]
const penalties = [0, 0.01]

const [folder = 'data', source = ''] = process.argv.slice(2)
const trainText = readFileSync(join(folder, 'train.csv'), 'utf8')
const trainRows = fromCsv(trainText)
const testRows = fromCsv(readFileSync(join(folder, 'test.csv'), 'utf8'))

const experiment_id = await experimentOf('softmax regression')
await during('search', {}, async (search) => {
  const tried = []
  for (const rate of rates)
    for (const penalty of penalties) tried.push(await tryOut(search, { rate, penalty, epochs }))
  const [best] = tried.sort((one, other) => one.scores.log_loss - other.scores.log_loss)
  await mlflow('runs/log-batch', {
    run_id: search.run_id,
    metrics: metrics(best.scores, epochs),
    params: pairs({ tried: tried.length, best: best.name }),
  })
  const version = await register(best)
  console.log(`The best of ${tried.length} is ${best.name}: log loss ${best.scores.log_loss}.`)
  console.log(`It is version ${version} of penguins-softmax, and waits for review.`)
})

/**
 * @param {{ run_id: string }} search
 * @param {import('./lib/softmax.js').Settings} settings
 */
function tryOut(search, settings) {
  const name = `rate ${settings.rate}, penalty ${settings.penalty}`
  return during(name, { 'mlflow.parentRunId': search.run_id }, async (run) => {
    const { run_id } = run
    await mlflow('runs/log-inputs', { run_id, datasets: [data()] })
    await mlflow('runs/log-batch', {
      run_id,
      params: pairs({ ...settings, features: MEASUREMENTS.join(',') }),
    })
    const fitted = [...fit(trainRows, MEASUREMENTS, settings)]
    const curve = fitted.flatMap((model, at) =>
      (at + 1) % every === 0 ? metrics(measured(model), at + 1) : [],
    )
    await mlflow('runs/log-batch', { run_id, metrics: curve })
    const model = fitted[epochs - 1]
    return { run, name, model, scores: measured(model) }
  })
}

/** @param {import('./lib/softmax.js').Model} model */
function measured(model) {
  const held = scoresOn(testRows, model)
  const train = scoresOn(trainRows, model)
  return {
    accuracy: held.accuracy,
    macro_f1: held.macro_f1,
    log_loss: held.log_loss,
    train_log_loss: train.log_loss,
  }
}

/**
 * @param {Record<string, string>[]} rows
 * @param {import('./lib/softmax.js').Model} model
 */
function scoresOn(rows, model) {
  const truth = rows.map((row) => model.species.indexOf(row.species ?? ''))
  return score(truth, predict(model, rows))
}

/**
 * Files that say by themselves what they are, and a version of them.
 * @param {Awaited<ReturnType<typeof tryOut>>} best
 * @returns {Promise<string>} the number of the version
 */
async function register({ run, model, name }) {
  await logFile(run, 'model/model.json', `${JSON.stringify(model)}\n`)
  await logFile(
    run,
    'model/MLmodel',
    [
      'artifact_path: model',
      'flavors:',
      '  penguins_softmax:',
      '    data: model.json',
      `run_id: ${run.run_id}`,
      `utc_time_created: '${new Date().toISOString().replace('T', ' ').replace('Z', '000')}'`,
      'signature:',
      `  inputs: '${JSON.stringify(model.features.map((feature) => column(feature, 'double')))}'`,
      `  outputs: '${JSON.stringify(model.species.map((kind) => column(kind, 'double')))}'`,
      '',
    ].join('\n'),
  )
  await once('registered-models/create', { name: 'penguins-softmax' })
  const { model_version } = await mlflow('model-versions/create', {
    name: 'penguins-softmax',
    source: `runs:/${run.run_id}/model`,
    run_id: run.run_id,
    description: `Softmax regression, ${name}, ${epochs} epochs.`,
  })
  return model_version.version
}

/**
 * @param {string} name
 * @param {string} type
 */
function column(name, type) {
  return { type, name, required: true }
}

/** What was learnt from, by the hub's own name for it where that is known. */
function data() {
  const digest = createHash('sha256').update(trainText).digest('hex').slice(0, 36)
  return {
    dataset: {
      name: 'penguins',
      digest,
      source_type: source ? 'hub' : 'local',
      source: JSON.stringify({ uri: source || folder }),
    },
    tags: [{ key: 'mlflow.data.context', value: 'train' }],
  }
}

/** @param {string} name */
async function experimentOf(name) {
  await once('experiments/create', { name })
  const filter = `name = '${name}'`
  const { experiments = [] } = await mlflow('experiments/search', { filter, max_results: 1 })
  if (!experiments[0]) throw new Error(`The experiment ${name} was deleted. Restore it first.`)
  return experiments[0].experiment_id
}

/**
 * A run that ends as what it is about ends.
 * @template T
 * @param {string} run_name
 * @param {Record<string, string>} tags
 * @param {(run: { run_id: string, artifact_uri: string }) => Promise<T>} act
 */
async function during(run_name, tags, act) {
  const { run } = await mlflow('runs/create', {
    ...{ experiment_id, run_name, start_time: Date.now() },
    tags: pairs({ 'mlflow.source.name': 'tune.js', 'mlflow.source.type': 'LOCAL', ...tags }),
  })
  const { run_id } = run.info
  /** @param {string} status */
  const end = (status) => mlflow('runs/update', { run_id, status, end_time: Date.now() })
  try {
    const result = await act(run.info)
    await end('FINISHED')
    return result
  } catch (error) {
    // The first error says more than one of telling it.
    await end('FAILED').catch(() => {})
    throw error
  }
}

/**
 * @param {Record<string, number>} values
 * @param {number} step
 */
function metrics(values, step) {
  return Object.entries(values).map(([key, value]) => ({
    ...{ key, value, step },
    timestamp: Date.now(),
  }))
}

/**
 * Makes what may be there already.
 * @param {string} call
 * @param {Record<string, unknown>} body
 */
async function once(call, body) {
  await mlflow(call, body).catch((error) => {
    if (!String(error).includes('RESOURCE_ALREADY_EXISTS')) throw error
  })
}
