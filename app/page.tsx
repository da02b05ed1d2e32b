import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'
import { requireCtx } from './session'

/** The start: the models of the caller's first organization. */
export default async function StartPage() {
  const [organization] = (await requireCtx()).memberships
  redirect(organization ? paths.models(organization.slug) : paths.signIn())
}
