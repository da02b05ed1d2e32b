import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { load } from '@/app/load'
import { currentCtx, requireCtx } from '@/app/session'
import type { Ctx } from '@/lib/actor'
import { getProject } from '@/lib/projects/queries'

export type ProjectParams = Promise<{ org: string; project: string }>

/**
 * The project of an address with the caller; `addressOf` spells the page for a slug. Whoever is not signed
 * in goes to do so and comes back; at a slug that the project once had, the page is elsewhere now.
 */
export async function projectOf(org: string, slug: string, addressOf: (slug: string) => string) {
  const ctx = await requireCtx(addressOf(slug))
  const project = await found(ctx, org, slug)
  if (project.slug !== slug) redirect(addressOf(project.slug))
  return { ctx, project }
}

/** The title of a page about a project, which leaves it to the page to have people signed in. */
export async function projectTitle(
  params: ProjectParams,
  words: (name: string) => string,
): Promise<Metadata> {
  const { org, project: slug } = await params
  const ctx = await currentCtx()
  return ctx ? { title: words((await found(ctx, org, slug)).name) } : {}
}

/** Asked once for the title and the page. */
const found = cache((ctx: Ctx, org: string, project: string) =>
  load(() => getProject(ctx, { org, project })),
)
