import { instantOf, Moment } from '../activity/filters'
import { definitionsOf } from '../metrics/definitions'
import { judges } from '../metrics/direction'
import { query } from '../query'
import { hourOf } from '../time'
import { Key } from '../view'
import { countedEras } from './counted'
import { DeploymentRef, findDeployment } from './find'
import { metricsSeen } from './observations'
import { resultsOf } from './result-parts'
import type { DeploymentResults } from './results-view'
import { assignedParts, hoursOfPoint, observedParts } from './series'

export const ResultsRef = DeploymentRef.extend({
  metric: Key.optional().describe('The first by name, where none is asked for'),
  from: Moment('Count from this hour on').optional(),
  to: Moment('Count up to this hour').optional(),
})

/**
 * What came of the variants of a deployment in one metric, how sure that is, and how often each was given out
 * beside how often it should have been. A version counts as one over all revisions that are counted, whatever its
 * variant was called.
 */
export const deploymentResults = query({
  action: 'deployment.read',
  input: ResultsRef,
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<DeploymentResults> {
    const { deployment } = subject
    const [from, to] = [input.from, input.to].map(asDate)
    const eras = await countedEras(db, ctx, subject, { from, to })
    const metrics = await metricsSeen(db, ctx, deployment)
    const metric = input.metric ?? metrics[0] ?? null
    const since = from ?? eras.at(-1)?.at ?? null
    const span = since ? (to ?? ctx.now()).getTime() - hourOf(since).getTime() : 0
    const hours = hoursOfPoint(span)
    const asked = { revisionIds: eras.map(({ id }) => id), hours, from, to }
    const assigned = await assignedParts(db, asked)
    const observed = metric === null ? [] : await observedParts(db, metric, asked)
    const known = await definitionsOf(
      db,
      deployment.organizationId,
      metric === null ? [] : [metric],
    )
    const meaning = metric === null ? undefined : known[metric]
    const judged = metric !== null && meaning && judges(metric, meaning)
    return {
      ...{ deployment: deployment.slug, metric, metrics, hours },
      direction: judged ? meaning.direction : null,
      unit: meaning?.unit ?? '',
      from: since?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
      ...resultsOf({ eras, assigned, observed }, judged ? meaning.direction : null),
    }
  },
})

function asDate(moment: string | undefined): Date | undefined {
  const instant = instantOf(moment)
  return instant === undefined ? undefined : new Date(instant)
}
