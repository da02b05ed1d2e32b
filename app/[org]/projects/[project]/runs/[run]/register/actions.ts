'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed, text, words } from '@/lib/action'
import { paths } from '@/lib/paths'
import { getRun } from '@/lib/runs/queries'
import { runUri } from '@/lib/uri'
import { registerVersion } from '@/lib/versions/register'

interface Ref {
  org: string
  project: string
  run: number
}

/**
 * Registers a version of a run's outputs: each that is chosen is a field `output.<name>` with its digest.
 * `outputs=all` stands for every one, since a form of thousands would be refused for its size.
 */
export const register = formAction(
  registerVersion,
  async (form, { org, project, run }: Ref, ctx) => ({
    org,
    model: text(form, 'model').trim(),
    files:
      text(form, 'outputs') === 'all'
        ? (await getRun(ctx, { org, project, run })).outputs.map(fileOf)
        : prefixed(form, 'output.').map(([name, sha256]) => ({ name, sha256 })),
    tags: words(form, 'tags'),
    note: text(form, 'note'),
    run: runUri(project, run),
  }),
  ({ model, version }, { org }): undefined => redirect(paths.version(org, model, version)),
)

const fileOf = ({ name, sha256 }: { name: string; sha256: string }) => ({ name, sha256 })
