import { connect } from '@/db/connection'

const tables = [
  ...['projects', 'runs', 'experiments', 'tracked_runs', 'run_params', 'run_tags', 'run_summaries'],
  ...['logged_models', 'logged_model_metrics', 'model_tags', 'version_tags', 'version_origins'],
]

/**
 * Adds to a filled organization what MLflow clients would have logged: `runs` runs of one experiment with
 * parameters, tags and metrics, a candidate of every tenth, and tags and origins of all versions.
 */
export async function seedTracking(ownerUrl: string, { runs }: { runs: number }): Promise<void> {
  const pool = connect(ownerUrl, { max: 1, applicationName: 'model-hub bench seed' })
  try {
    const client = await pool.connect()
    await client.query('set synchronous_commit = off')
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`)
    for (const statement of statements(runs)) await client.query(statement)
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`)
    await client.query('vacuum analyze')
    client.release()
  } finally {
    await pool.end()
  }
}

const org = '(select id from organizations limit 1)'
const person = `(select id from people where email = 'admin@bench.example')`
const project = `(select id from projects where slug = 'default')`
const experiment = `(select id from experiments where number = 1)`

const statements = (runs: number) => [
  `insert into projects (id, organization_id, slug, name, run_count, created_by, created_at)
    select uuidv7(), ${org}, 'default', 'Default', ${runs}, ${person}, now() - interval '1 year'`,
  `insert into experiments (id, organization_id, project_id, number, name, created_by, created_at, updated_at)
    select uuidv7(), ${org}, ${project}, n, 'Experiment ' || n, ${person}, now(), now()
    from generate_series(0, 2) n`,
  `insert into runs (id, organization_id, project_id, number, state, params, created_by, created_at)
    select uuidv7(n * interval '5 minutes' - interval '1 year'), ${org}, ${project}, n, 'completed', '{}',
      ${person}, now() - interval '1 year' + n * interval '5 minutes' from generate_series(1, ${runs}) n`,
  `insert into tracked_runs (run_id, organization_id, experiment_id, name, user_name, status, start_time, end_time)
    select id, organization_id, ${experiment}, 'run-' || number, 'user-' || mod(number, 20),
      (case when mod(number, 7) = 0 then 'FAILED' else 'FINISHED' end)::tracked_status, created_at,
      created_at + interval '1 minute' from runs where project_id = ${project}`,
  `insert into run_params (run_id, organization_id, key, value)
    select id, organization_id, key, mod(number * 7919, 1000)::text from runs cross join
      unnest(array['lr', 'depth', 'epochs', 'seed', 'optimizer']) key where project_id = ${project}`,
  `insert into run_tags (run_id, organization_id, key, value)
    select id, organization_id, key, case key when 'team' then 'team-' || mod(number, 500)
        when 'mlflow.user' then 'user-' || mod(number, 20) else 'run-' || number end
      from runs cross join unnest(array['team', 'mlflow.user', 'mlflow.runName']) key
      where project_id = ${project}`,
  `insert into run_summaries (run_id, key, step, time, value, points)
    select id, key, 10, created_at, mod(abs(hashtextextended(id || key, 7)), 10000) / 10000.0, 10
    from runs cross join unnest(array['accuracy', 'loss', 'f1']) key where project_id = ${project}`,
  `insert into logged_models (id, organization_id, experiment_id, run_id, name, model_type, status, params, tags,
      created_by, created_at, updated_at)
    select uuidv7(), organization_id, ${experiment}, id, 'model-' || mod(number, 9), 'agent', 'READY',
      jsonb_build_object('depth', mod(number, 10)::text), jsonb_build_object('team', 'team-' || mod(number, 500)),
      created_by, created_at, created_at
    from runs where project_id = ${project} and mod(number, 10) = 0`,
  `insert into logged_model_metrics (model_id, key, dataset_name, dataset_digest, value, step, time, run_id)
    select id, 'accuracy', 'train', 'abc', mod(abs(hashtextextended(id::text, 7)), 10000) / 10000.0, 0,
      created_at, run_id from logged_models`,
  `insert into model_tags (model_id, organization_id, key, value)
    select id, organization_id, 'team', 'team-' || mod(abs(hashtext(slug)), 500) from models`,
  `insert into version_tags (version_id, organization_id, key, value)
    select v.id, v.organization_id, key,
      case key when 'team' then 'team-' || mod(abs(hashtext(v.id::text)), 500)
        when 'stage' then 'stage-' || mod(v.number, 3) else 'build-' || v.number end
      from versions v cross join unnest(array['team', 'stage', 'build']) key`,
  `insert into version_origins (version_id, organization_id, source, run_ref)
    select v.id, v.organization_id, 'mlflow-artifacts:/1/' || replace(v.id::text, '-', '') || '/artifacts/model',
      md5(v.id::text) from versions v`,
]
