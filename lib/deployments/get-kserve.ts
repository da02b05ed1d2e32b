import { and, eq, inArray } from 'drizzle-orm'
import { deploymentRevisions, versionFiles } from '@/db/schema/tables'
import { publicOrigin } from '../env'
import { conflict, forbidden } from '../errors'
import { query } from '../query'
import { versionUri } from '../uri'
import { variantsIn } from './current'
import { deploymentUri, findDeployment } from './find'
import { kserveYaml } from './kserve'
import { noRevision, RevisionRef } from './queries'

/** A revision as the YAML that KServe takes. Throws conflict for one that serves nothing. */
export const getKserve = query({
  action: 'deployment.read',
  input: RevisionRef,
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<string> {
    const { deployment, organization } = subject
    const [found] = await db
      .select({ id: deploymentRevisions.id })
      .from(deploymentRevisions)
      .where(
        and(
          eq(deploymentRevisions.deploymentId, deployment.id),
          eq(deploymentRevisions.number, input.revision),
        ),
      )
    if (!found) throw noRevision(deployment.slug, input.revision, deployment.revision)
    const variants = await variantsIn(db, ctx, subject, found.id)
    const called = `Revision ${input.revision} of ${deployment.slug}`
    if (variants.length === 0)
      throw conflict(`${called} serves nothing, so there is nothing to hand over.`)
    if (variants.some(({ visible }) => !visible))
      throw forbidden(
        `${called} serves a model that you may not see. Ask someone who sees all of it for the YAML.`,
      )
    const { versionId, name } = versionFiles
    const files = await db
      .select({ versionId, name })
      .from(versionFiles)
      .where(
        inArray(
          versionId,
          variants.map((variant) => variant.versionId),
        ),
      )
      .orderBy(name)
    const origin = publicOrigin()
    const { slug: org } = organization
    return kserveYaml({
      deployment: deployment.slug,
      revision: `${origin}${deploymentUri(org, deployment.slug)}/revisions/${input.revision}`,
      variants: variants.map(({ name, model, number, digest, weight, versionId }) => ({
        ...{ name, weight, uri: versionUri(model, number), digest: `sha256:${digest}` },
        files: files.filter((file) => file.versionId === versionId).map((file) => file.name),
        archive: `${origin}/api/v1/${org}/models/${model}/versions/${number}/archive.zip`,
      })),
    })
  },
})
