import { eq } from 'drizzle-orm'
import { loggedDatasets, runInputs, runModels } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { loggedModelRef } from './ids'

interface Named {
  name: string
  digest: string
}

/** What a tracked run is known to have taken: datasets by MLflow's name and digest, and logged models. */
export async function knownInputs(db: ReadDb, runId: string) {
  const datasets = await db
    .select({ name: loggedDatasets.name, digest: loggedDatasets.digest })
    .from(runInputs)
    .innerJoin(loggedDatasets, eq(loggedDatasets.datasetVersionId, runInputs.datasetVersionId))
    .where(eq(runInputs.runId, runId))
  const models = await db
    .select({ id: runModels.modelId, role: runModels.role })
    .from(runModels)
    .where(eq(runModels.runId, runId))
  const keyOf = ({ name, digest }: Named) => JSON.stringify([name, digest])
  const keys = new Set(datasets.map(keyOf))
  const taken = models.filter(({ role }) => role === 'input')
  return {
    has: (dataset: Named) => keys.has(keyOf(dataset)),
    models: new Set(taken.map(({ id }) => loggedModelRef(id))),
  }
}
