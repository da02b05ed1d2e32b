import { DoorPage } from '@/components/mlflow/door-page'
import { currentCtx } from '../session'
import { siteUrl } from '../site-url'

/** For everybody: it tells of an organization only to whom it belongs. */
export async function Door({ project }: { project?: string }) {
  const [ctx, baseUrl] = await Promise.all([currentCtx(), siteUrl()])
  const organizations = ctx?.memberships.map(({ slug, name }) => ({ slug, name })) ?? null
  return <DoorPage {...{ baseUrl, project, organizations }} />
}
