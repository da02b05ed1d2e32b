import { commitOf } from '@/lib/huggingface/find'
import type { TestOrganization } from '@/lib/testing/hub'
import { uploaded } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { registerVersion } from '@/lib/versions/register'

/** A version of a model with these files: their names and what is in them. */
export async function versionWith(
  acme: TestOrganization,
  model: string,
  contents: Record<string, string>,
  { approved = true } = {},
) {
  const ana = acme.as('contributor')
  const files = []
  for (const [name, content] of Object.entries(contents))
    files.push({ name, sha256: await uploaded(ana, acme.slug, content) })
  const made = await registerVersion(ana, { org: acme.slug, model, files })
  const { version, digest } = made
  if (approved) await approveVersion(acme.as('approver'), { org: acme.slug, model, version })
  return { version, digest, commit: commitOf(digest.replace('sha256:', '')) }
}
