import 'server-only'
import { loadIfThere } from '@/app/load'
import { metricsInOrder } from '@/components/compare/metrics'
import type { Ctx } from '@/lib/actor'
import { getMetricHistory } from '@/lib/compare/history'
import type { Comparison } from '@/lib/compare/view'
import type { ModelRef } from '@/lib/models/find'

/** The metric of the address over the versions of a model, else the first that judges; null where there is none. */
export async function historyOf(
  ctx: Ctx,
  ref: ModelRef,
  { metrics }: Comparison,
  asked: string | undefined,
) {
  const keys = metricsInOrder(metrics).map(({ key }) => key)
  const key = asked ?? keys[0]
  const history = key ? await loadIfThere(() => getMetricHistory(ctx, { ...ref, key })) : null
  return history && { history, keys }
}
