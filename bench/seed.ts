import type { Client } from 'pg'
import { connect } from '@/db/connection'
import { tableClasses } from '@/db/table-classes'

export interface Size {
  models: number
  versions: number
}

export interface Seeding extends Size {
  ownerUrl: string
  organizationId: string
  /** Whoever made the organization. */
  adminId: string
}

/**
 * Fills an organization by SQL generators, as the tables' owner and with the audit guard switched off
 * meanwhile: the events are generated, too. Versions are spread over models as 1/rank, so that a few
 * models have thousands and most a handful.
 */
export async function seed({ ownerUrl, organizationId, adminId, ...size }: Seeding): Promise<void> {
  const pool = connect(ownerUrl, { max: 1, applicationName: 'model-hub bench seed' })
  try {
    const client = await pool.connect()
    try {
      await client.query(`set synchronous_commit = off`)
      await client.query(`set bench.org = '${organizationId}'`)
      await client.query(`set bench.admin = '${adminId}'`)
      await guard(client, 'disable')
      for (const statement of statements(size)) await client.query(statement)
      await guard(client, 'enable')
      await client.query('vacuum analyze')
    } finally {
      client.release()
    }
  } finally {
    await pool.end()
  }
}

async function guard(client: Pick<Client, 'query'>, how: 'disable' | 'enable'): Promise<void> {
  for (const table of Object.keys(tableClasses))
    await client.query(`alter table ${table} ${how} trigger user`)
}

const org = `current_setting('bench.org')::uuid`

/** A fraction in [0, 1) that depends on its arguments alone. */
const part = (...of: string[]) =>
  `(mod(abs(hashtextextended(concat_ws('/', ${of.join(', ')}), 7)), 10000) / 10000.0)`

const pick = (list: string, of: string) =>
  `(${list})[1 + mod(abs(hashtextextended((${of})::text, 3)), array_length(${list}, 1))]`

const aPerson = (of: string) => `(select ids[1 + mod(abs(hashtextextended((${of})::text, 5)),
  array_length(ids, 1))] from bench_people)`

const words = {
  domains: `array['churn','fraud','credit','pricing','search','ranking','vision','speech','routing',
    'demand','energy','weather','crop','claims','triage','ads','spam','intent','topic','safety',
    'defect','battery','turbine','parcel','fleet','port','rail','retail','basket','coupon','loyalty',
    'support','invoice','contract','resume','lesson','tutor','music','video','photo']`,
  tasks: `array['classifier','regressor','ranker','forecaster','detector','embedder','segmenter',
    'tagger','scorer','router','matcher','cleaner','planner','encoder','decoder','summarizer',
    'translator','sampler','estimator','optimizer','recommender','extractor','verifier','grader','cluster']`,
  metrics: `array['accuracy','auc','ece','f1','latency_ms','log_loss','precision','recall','rmse','size_mb']`,
  params: `array['depth','epochs','learning_rate','seed','trees']`,
}

/** In their order; each names what it makes. */
function statements({ models, versions }: Size): string[] {
  const projects = 20
  return [
    `drop table if exists bench_people, bench_versions, bench_runs, bench_steps`,

    `insert into people (id, email, name, created_at)
      select uuidv7(), 'person-' || i || '@bench.example', 'Person ' || i, now() - interval '500 days'
      from generate_series(1, 30) i`,
    `create table bench_people as select array_agg(id order by email) as ids
      from people where email like 'person-%@bench.example'`,
    `insert into members (organization_id, person_id, created_at)
      select ${org}, unnest(ids), now() from bench_people`,
    `insert into role_grants (id, organization_id, principal_kind, principal_id, scope_kind, scope_id, role, created_at)
      select uuidv7(), ${org}, 'person', unnest(ids), 'organization', ${org}, 'contributor', now()
      from bench_people`,

    `insert into projects (id, organization_id, slug, name, description, run_count, created_by, created_at)
      select uuidv7(), ${org}, 'project-' || i, 'Project ' || i, 'Everything about ' || i, 0,
        ${aPerson('i')}, now() - interval '500 days'
      from generate_series(1, ${projects}) i`,

    // Rank decides how many versions a model has; its name, tags and times do not depend on it.
    `insert into models (id, organization_id, slug, name, description, access_mode, life, tags, owner_id,
        version_count, created_at, updated_at)
      select uuidv7(), ${org}, d || '-' || t || '-' || i, initcap(d) || ' ' || t || ' ' || i,
        repeat('What it is for, how it was trained, and where it fails. ', 4),
        (case when ${part('i', "'access'")} < 0.1 then 'restricted' else 'organization' end)::access_mode,
        (case when ${part('i', "'life'")} < 0.04 then 'archived' else 'live' end)::life,
        array['team-' || mod(i * 7, 30), 'tier-' || mod(i, 3)], ${aPerson('i')},
        greatest(1, round(${versions} / i::float8 / (select sum(1.0 / r) from generate_series(1, ${models}) r)))::int,
        now() - interval '400 days', now() - mod(i * 7919, ${models}) * interval '37 minutes'
      from (select i, ${pick(words.domains, 'i')} as d, ${pick(words.tasks, `i || 't'`)} as t
        from generate_series(1, ${models}) i) named`,
    `insert into model_projects (model_id, project_id)
      select m.id, p.id from models m join projects p on p.organization_id = m.organization_id
      where m.organization_id = ${org}
        and p.slug in ('project-' || 1 + mod(abs(hashtext(m.slug)), ${projects}),
          'project-' || 1 + mod(abs(hashtext(m.name)), ${projects}))`,

    `create table bench_versions as
      select uuidv7(at - now()) as id, v.* from (
        select m.id as model_id, m.slug, n as number, m.version_count as count,
          now() - interval '390 days' * (1 - n::float8 / m.version_count)
            - interval '5 days' * ${part('m.slug', 'n')} as at,
          (case when ${part('m.slug', 'n', "'s'")} < (case when n = m.version_count then 0.3 else 0.02 end)
              then 'pending'
            when ${part('m.slug', 'n', "'r'")} < 0.25 then 'rejected' else 'approved' end)::approval_state as state,
          ${aPerson('m.id::text || n')} as by,
          case when ${part('m.slug', 'n', "'m'")} < 0.6 then uuidv7() end as run_id,
          (select project_id from model_projects mp where mp.model_id = m.id order by project_id limit 1) as project_id
        from models m cross join lateral generate_series(1, m.version_count) n
        where m.organization_id = ${org}) v`,
    // Two runs in three make a version; the others fail or only try something.
    `create table bench_runs as select r.*, row_number() over (partition by project_id order by at) as number
      from (
        select run_id as id, project_id, at - interval '1 minute' as at, by, 'completed'::run_state as state,
          id as version_id from bench_versions where run_id is not null
        union all
        select uuidv7(), (select p.id from projects p where p.organization_id = ${org}
            and p.slug = 'project-' || 1 + mod(i, ${projects})),
          now() - interval '395 days' * ${part('i', "'run'")}, ${aPerson('i')},
          (case when mod(i, 3) = 0 then 'error' when mod(i, 11) = 0 then 'stopped' else 'completed' end)::run_state,
          null from generate_series(1, ${Math.round(versions * 0.3)}) i) r`,
    `create index on bench_runs (id)`,
    `analyze bench_runs, bench_versions`,

    `insert into runs (id, organization_id, project_id, number, step, command, state, commit, image, params,
        exit_code, created_by, created_at, finished_at)
      select id, ${org}, project_id, number, 'train', 'node train.js --epochs 10', state,
        jsonb_build_object('id', encode(sha256(id::text::bytea), 'hex'), 'branch', 'main'), 'node:24',
        jsonb_build_object('epochs', 10, 'seed', number), case when state = 'error' then 1 else 0 end,
        by, at, at + interval '20 minutes' from bench_runs order by at`,
    `update projects p set run_count = (select count(*) from runs r where r.project_id = p.id)
      where organization_id = ${org}`,
    `insert into run_progress (run_id, heartbeat_at, log_bytes, finished)
      select id, at + interval '20 minutes', 0, true from bench_runs`,
    `insert into run_summaries (run_id, key, step, time, value, points)
      select id, key, 100, at, ${part('id', 'key')}, 100
      from bench_runs cross join unnest(${words.metrics}) key where ${part('id', 'key', "'k'")} < 0.6`,

    `insert into versions (id, organization_id, model_id, number, state, manifest_digest, evidence_digest, note,
        tags, run_id, registered_by, run_by, created_at, decided_at)
      select id, ${org}, model_id, number, state, encode(sha256(id::text::bytea), 'hex'),
        encode(sha256((id || 'e')::bytea), 'hex'), case when mod(number, 97) = 0 then 'Quarantined after an incident.'
          when mod(number, 4) = 0 then 'Retrained on newer data.' else '' end,
        case when mod(number, 5) = 0 then array['nightly'] else '{}' end, run_id, by,
        case when run_id is not null then by end, at,
        case when state <> 'pending' then at + interval '2 days' end
      from bench_versions order by at`,
    `insert into blobs (sha256, size, created_at)
      select encode(sha256((id || '/' || f)::bytea), 'hex'), 1000 + (1e8 * ${part('id', 'f')})::bigint, at
      from bench_versions cross join generate_series(1, 2) f where f = 1 or mod(number, 2) = 0`,
    `insert into version_files (version_id, name, size, sha256)
      select id, case f when 1 then 'model.onnx' else 'tokenizer.json' end,
        1000 + (1e8 * ${part('id', 'f')})::bigint, encode(sha256((id || '/' || f)::bytea), 'hex')
      from bench_versions cross join generate_series(1, 2) f where f = 1 or mod(number, 2) = 0`,
    `insert into run_outputs (id, run_id, path, size, sha256, created_at)
      select uuidv7(), run_id, 'model.onnx', f.size, f.sha256, at
      from bench_versions v join version_files f on f.version_id = v.id and f.name = 'model.onnx'
      where run_id is not null`,
    `insert into version_metrics (version_id, organization_id, key, value)
      select id, ${org}, key, ${part('id', 'key')} from bench_versions cross join unnest(${words.metrics}) key`,
    `insert into version_params (version_id, organization_id, key, value)
      select id, ${org}, key, to_jsonb((100 * ${part('id', 'key')})::int)
      from bench_versions cross join unnest(${words.params}) key`,
    `insert into decisions (id, organization_id, version_id, verdict, person_id, note, manifest_digest,
        evidence_digest, at)
      select uuidv7(), ${org}, v.id, case v.state when 'approved' then 'approve' else 'reject' end::verdict,
        current_setting('bench.admin')::uuid, case v.state when 'rejected' then 'Worse than what is in use.' else '' end,
        v.manifest_digest, v.evidence_digest, v.decided_at
      from versions v where v.organization_id = ${org} and v.state <> 'pending'`,
    `insert into aliases (model_id, name, version_id, updated_at)
      select v.model_id, a.name, v.id, now() from bench_versions v
      join (values ('champion', 0), ('shadow', 1), ('previous', 2)) a(name, back) on v.number = v.count - a.back`,
    `insert into version_uses (principal_id, version_id, hour, count, closed_at)
      select by, id, date_trunc('hour', at), 1 + mod(number, 50), at + interval '1 hour'
      from bench_versions where mod(number, 4) = 0`,

    `insert into datasets (id, organization_id, slug, description, version_count, created_by, created_at)
      select uuidv7(), ${org}, 'dataset-' || i, 'Rows of ' || i, ${datasetVersions(versions)}, ${aPerson('i')},
        now() - i * interval '3 hours' from generate_series(1, ${datasets(models)}) i`,
    `insert into dataset_versions (id, organization_id, dataset_id, name, position, manifest_digest, created_by, created_at)
      select uuidv7(), ${org}, d.id, '2026.' || n, n, encode(sha256((d.slug || n)::bytea), 'hex'), d.created_by,
        d.created_at + n * interval '1 minute'
      from datasets d cross join generate_series(1, d.version_count) n where d.organization_id = ${org}`,
    `insert into dataset_version_files (dataset_version_id, name, size, sha256, datum_id)
      select v.id, 'rows.csv', b.size, b.sha256, uuidv7() from dataset_versions v
      join lateral (select * from blobs where sha256 >= v.manifest_digest order by sha256 limit 1) b on true
      where v.organization_id = ${org}`,
    `update dataset_versions v set file_count = 1, size = f.size from dataset_version_files f
      where f.dataset_version_id = v.id and v.organization_id = ${org}`,
    `insert into dataset_projects (dataset_id, project_id)
      select d.id, p.id from datasets d join projects p on p.organization_id = d.organization_id
        and p.slug = 'project-' || 1 + mod(abs(hashtext(d.slug)), ${projects})
      where d.organization_id = ${org}`,
    `insert into run_inputs (id, run_id, position, name, kind, uri, resolved, dataset_version_id)
      select uuidv7(), r.id, 0, 'rows', 'dataset_version', 'dataset://' || d.slug || '/' || v.name,
        'dataset://' || d.slug || '/' || v.name, v.id
      from bench_runs r join datasets d on d.organization_id = ${org}
        and d.slug = 'dataset-' || 1 + mod(r.number, ${datasets(models)})
      join dataset_versions v on v.dataset_id = d.id and v.position = 1`,

    // A run takes a dataset version and up to four versions from shortly before it, and makes one; one
    // half of the versions is from such runs, which all go back to one dataset version. The last one goes
    // back into the first run: a circle.
    `create table bench_steps as select row_number() over (order by at, id) as step, id as run_id, version_id, at
      from (select * from bench_runs where version_id is not null order by at, id limit ${versions / 2}) r`,
    `create unique index on bench_steps (step)`,
    `insert into lineage_edges (organization_id, from_kind, from_id, to_kind, to_id, role, created_at)
      select ${org}, 'dataset_version'::node_kind, i.dataset_version_id, 'run'::node_kind, r.id, 'input'::edge_role, r.at
      from run_inputs i join bench_runs r on r.id = i.run_id
      union
      select ${org}, 'run', id, 'version', version_id, 'registered', at from bench_runs
      where version_id is not null
      union
      select ${org}, 'version', b.version_id, 'run', s.run_id, 'input', s.at
      from bench_steps s cross join generate_series(1, 4) k join bench_steps b
        on b.step = s.step - 1 - mod(abs(hashtextextended(s.step || '/' || k, 7)), ${backwards(versions)})
      union
      select ${org}, 'dataset_version', v.id, 'run', s.run_id, 'input', s.at
      from bench_steps s join datasets d on d.organization_id = ${org} and d.slug = 'dataset-1'
      join dataset_versions v on v.dataset_id = d.id and v.position = 1 where s.step <= ${backwards(versions)}
      union
      select ${org}, 'version', z.version_id, 'run', a.run_id, 'input', z.at
      from bench_steps a join bench_steps z on z.step = (select max(step) from bench_steps) where a.step = 1
      order by 7, 3, 5`,

    // In the order of time, which is the order of the log.
    `insert into audit_events (id, organization_id, at, actor_id, actor_kind, via, action, subject_kind,
        subject_id, subject_uri, model_id, project_id, outcome, request_id, body)
      select uuidv7(at - now()), ${org}, at, actor, 'person', 'api', action, kind, subject, uri, model_id,
        project_id, outcome::outcome, gen_random_uuid(),
        json_build_object('action', action, 'actor', json_build_object('id', actor, 'kind', 'person'),
          'after', after, 'at', at, 'before', null, 'note', null, 'onBehalfOf', null, 'organization', ${org},
          'outcome', outcome, 'reason', case when outcome = 'refused' then 'Needs the approver role.' end,
          'subject', json_build_object('id', subject, 'kind', kind, 'uri', uri), 'via', 'api')::text
      from (
        select at, by as actor, 'version.register' as action, 'version' as kind, id as subject,
          'model://' || slug || '/v' || number as uri, model_id, null::uuid as project_id, 'done' as outcome,
          json_build_object('version', number, 'state', 'pending', 'files', 1, 'tags', '[]'::json) as after
        from bench_versions
        union all
        select at + interval '2 days', current_setting('bench.admin')::uuid,
          case state when 'approved' then 'version.approve' else 'version.reject' end, 'version', id,
          'model://' || slug || '/v' || number, model_id, null, 'done', json_build_object('state', state)
        from bench_versions where state <> 'pending'
        union all
        select at + interval '1 day', by, 'version.approve', 'version', id,
          'model://' || slug || '/v' || number, model_id, null, 'refused', null
        from bench_versions where mod(number, 50) = 0
        union all
        select at, by, 'run.create', 'run', r.id, 'run://' || p.slug || '/' || r.number, null, project_id,
          'done', json_build_object('step', 'train') from bench_runs r join projects p on p.id = r.project_id
      ) happened order by at`,
    `insert into audit_origins (event_id, salt, ip, user_agent, client)
      select id, 'salt', '192.0.2.7', 'hub', 'hub 0.1.0' from audit_events where organization_id = ${org}
      on conflict do nothing`,
    // What triggers keep where they are not switched off.
    `select hub_point_models(array(select id from models))`,
    `insert into version_changes (version_id, model_id, number, state, life, at)
      select id, model_id, number, 'pending', 'live', created_at from versions
      union all
      select id, model_id, number, state, life, decided_at from versions where state <> 'pending'
      order by 6`,
    `insert into search_documents (id, kind, organization_id, words)
      select id, 'model'::document_kind, organization_id,
        hub_words_of(name || ' ' || slug || ' ' || description, tags) from models
      union all
      select id, 'version'::document_kind, organization_id, hub_words_of(note, tags) from versions
      where note <> '' or tags <> '{}'`,
    `insert into search_words (organization_id, word)
      select distinct organization_id, word from search_documents, unnest(tsvector_to_array(words)) word
      where length(word) between 3 and 40 and word !~ '^[0-9.]+$'`,
    `insert into field_definitions (id, organization_id, key, label, kind, choices, position, created_at)
      values (uuidv7(), ${org}, 'risk', 'Risk', 'choice', array['low', 'medium', 'high'], 0, now())`,
    `insert into model_fields (model_id, field_id, value)
      select m.id, f.id, to_jsonb(f.choices[1 + mod(abs(hashtext(m.slug)), 3)])
      from models m join field_definitions f on f.organization_id = m.organization_id`,

    `drop table bench_people, bench_versions, bench_runs, bench_steps`,
  ]
}

/** The dataset version that half of all versions go back to. */
export const lineageRoot = 'dataset://dataset-1/2026.1'

const backwards = (versions: number) => Math.round(versions / 50)
const datasets = (models: number) => Math.max(10, Math.round(models / 5))
const datasetVersions = (versions: number) => Math.max(5, Math.round(versions / 2000))
