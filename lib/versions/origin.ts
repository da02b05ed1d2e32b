import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { there } from '../life/there'
import { withoutSecrets } from '../resolve/secrets'
import { loggedModelRef } from '../tracking/ids'
import type { ModelDescription } from '../tracking/mlmodel'
import { runUri, versionUri } from '../uri'
import { visiblePrepared } from '../visibility'

const Columns = z
  .array(
    z.object({
      name: z.string().nullable(),
      type: z.string(),
      required: z.boolean(),
      default: z.string().optional().describe('Of a parameter, as JSON'),
    }),
  )
  .nullable()

/** What a model that MLflow packed says of itself: lib/tracking/mlmodel.ts. */
const Description = z
  .object({
    flavors: z.array(z.object({ name: z.string(), facts: z.record(z.string(), z.string()) })),
    signature: z.object({ inputs: Columns, outputs: Columns, params: Columns }).nullable(),
    mlflowVersion: z.string().nullable(),
    modelId: z.string().nullable(),
    runId: z.string().nullable(),
    createdAt: z.string().nullable(),
    inputExample: z.object({ path: z.string(), type: z.string() }).nullable(),
    environment: z
      .object({
        python: z.string().nullable(),
        packages: z.array(z.object({ name: z.string(), version: z.string() })),
      })
      .nullable(),
    notes: z.array(z.string()).describe('What could not be read'),
  })
  .meta({ id: 'ModelDescription' })

/** What an MLflow client said a version was made of, and what its packed model says of itself. */
export const Origin = z
  .object({
    source: z
      .string()
      .nullable()
      .describe('As the client wrote it; null where that names what you cannot see'),
    external: z.boolean().describe('It lies elsewhere, and its bytes are not here'),
    runId: z.string().describe('The run, by the id that its own server gave it'),
    runLink: z.string(),
    loggedModel: z
      .object({ id: z.string(), name: z.string(), run: z.string().nullable() })
      .nullable()
      .describe('The model that a run had logged, and that run'),
    copyOf: z.string().nullable().describe('model:// URI of the version that it is a copy of'),
    description: Description.nullable(),
  })
  .meta({ id: 'Origin' })
export type Origin = z.infer<typeof Origin>

/** The row behind an origin, of the version of the outer query, which `sightOf()` gives its values. */
export interface OriginRow {
  source: string
  runRef: string
  runLink: string
  loggedModel: { id: string; name: string; project: string | null; run: number | null } | null
  isCopy: boolean
  copyOf: { model: string; version: number } | null
  mlmodel: ModelDescription | null
}

export function originColumn(): SQL<OriginRow | null> {
  return sql<OriginRow | null>`(select json_build_object('source', left(o.source, 4000),
      'runRef', o.run_ref, 'runLink', left(o.run_link, 4000), 'mlmodel', o.mlmodel,
      'isCopy', o.from_version_id is not null,
      'copyOf', (select json_build_object('model', models.slug, 'version', v.number)
        from versions v join models on models.id = v.model_id
        where v.id = o.from_version_id and ${there('v', 'models')} and ${visiblePrepared()}),
      'loggedModel', (select json_build_object('id', l.id, 'name', l.name,
          'project', p.slug, 'run', r.number)
        from logged_models l left join runs r on r.id = l.run_id
        left join projects p on p.id = r.project_id and ${there('p')}
        where l.id = o.logged_model_id))
    from version_origins o where o.version_id = versions.id)`
}

export function originView(row: OriginRow): Origin {
  const { source, runRef, runLink, loggedModel, isCopy, copyOf, mlmodel } = row
  return {
    // Invisible and absent look the same, and the source would name it.
    source: isCopy && !copyOf ? null : withoutSecrets(source),
    external: isExternal(source),
    runId: runRef,
    runLink: withoutSecrets(runLink),
    loggedModel: loggedModel && {
      id: loggedModelRef(loggedModel.id),
      name: loggedModel.name,
      run:
        loggedModel.project !== null && loggedModel.run !== null
          ? runUri(loggedModel.project, loggedModel.run)
          : null,
    },
    copyOf: copyOf && versionUri(copyOf.model, copyOf.version),
    description: mlmodel,
  }
}

/** Whether a source is none of those whose files the hub holds. */
export function isExternal(source: string): boolean {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(source) ?? []
  return scheme !== undefined && !ours.has(scheme.toLowerCase())
}

const ours = new Set(['models', 'runs', 'mlflow-artifacts'])
