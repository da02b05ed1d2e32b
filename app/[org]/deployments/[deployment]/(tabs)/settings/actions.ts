'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, texts } from '@/lib/action'
import type { DeploymentRef } from '@/lib/deployments/find'
import { archiveDeployment } from '@/lib/deployments/life'
import { stopDeployment } from '@/lib/deployments/stop'
import { updateDeployment } from '@/lib/deployments/update'
import { paths } from '@/lib/paths'

export const save = formAction(updateDeployment, (form, ref: DeploymentRef) => ({
  ...ref,
  description: text(form, 'description'),
  follows: text(form, 'follows') === 'yes',
}))

/** Takes the ticked versions out, then shows what is left. */
export const stop = formAction(
  stopDeployment,
  (form, ref: DeploymentRef) => ({
    ...ref,
    versions: texts(form, 'version'),
    note: text(form, 'note'),
  }),
  (_, { org, deployment }): undefined => redirect(paths.deployment(org, deployment)),
)

export const archive = formAction(archiveDeployment, (_, ref: DeploymentRef) => ref)
