'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { createDeployment } from '@/lib/deployments/create'
import { paths } from '@/lib/paths'

/** Makes a deployment, then asks for what it is to serve. */
export const create = formAction(
  createDeployment,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name').trim(),
    project: text(form, 'project'),
    target: text(form, 'target').trim(),
    description: text(form, 'description'),
    follows: text(form, 'follows') === 'yes',
  }),
  ({ name }, { org }): undefined => redirect(paths.newRevision(org, name)),
)
