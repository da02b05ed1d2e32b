import 'server-only'
import { load, loadIfThere } from '@/app/load'
import type { Evidence } from '@/components/version-evidence'
import type { Ctx } from '@/lib/actor'
import { curvesOf, drawnPoints } from '@/lib/runs/curves'
import { getRun } from '@/lib/runs/queries'
import { getVersionReproduction } from '@/lib/runs/reproduction'
import { getSeries } from '@/lib/runs/series'
import { parseUri } from '@/lib/uri'
import type { ReviewedVersion } from '@/lib/versions/queries'

/** The runs behind a version and behind the one beside it. */
export async function evidenceOf(
  ctx: Ctx,
  org: string,
  version: ReviewedVersion,
): Promise<Evidence> {
  const ref = runRef(org, version.run)
  const baseRef = runRef(org, version.base?.run ?? null)
  const [run, baseRun, curves, record] = await Promise.all([
    ref && load(() => getRun(ctx, ref)),
    baseRef && load(() => getRun(ctx, baseRef)),
    ref && load(() => getSeries(ctx, { ...ref, points: drawnPoints })),
    ref && loadIfThere(() => getVersionReproduction(ctx, { ...version, org })),
  ])
  return { run, baseRun, curves: curvesOf(curves?.series ?? []), record }
}

function runRef(org: string, uri: string | null) {
  const parsed = uri ? parseUri(uri) : null
  if (!parsed?.ok || parsed.uri.kind !== 'run') return null
  return { org, project: parsed.uri.project, run: parsed.uri.number }
}
