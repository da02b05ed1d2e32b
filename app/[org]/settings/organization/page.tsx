import type { Metadata } from 'next'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { OrganizationForm } from '@/components/organization-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { Properties } from '@/components/ui/properties'
import { TextLink } from '@/components/ui/text-link'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { getOrganization } from '@/lib/organizations/queries'
import { paths } from '@/lib/paths'
import { save } from './actions'

export const metadata: Metadata = { title: 'Organization' }

interface Props {
  params: Promise<{ org: string }>
}

export default async function OrganizationPage({ params }: Props) {
  const { org } = await params
  const ctx = await requireCtx(paths.organizationSettings(org))
  const organization = await load(() => getOrganization(ctx, { org }))
  const { 'organization.update': may } = await load(async () =>
    abilitiesIn(ctx, org, 'organization.update'),
  )
  const { slug, name, fourEyes } = organization
  return (
    <>
      <PageHeader title="Organization" facts={name} />
      <div className="flex flex-col gap-10">
        <div className="max-w-xl">
          <Properties
            columns={1}
            items={[
              {
                label: 'Slug',
                value: (
                  <>
                    <code className="font-mono">{slug}</code>
                    <span className="block text-ink-2">
                      It stays: addresses, URIs and the settings of jobs name it.
                    </span>
                  </>
                ),
              },
              // The form says it to those who may change it.
              ...(may.ok ? [] : [{ label: 'Four eyes', value: inWords(fourEyes) }]),
            ]}
          />
        </div>
        {may.ok ? (
          <OrganizationForm organization={organization} save={save.bind(null, { org })} />
        ) : (
          <NotAllowed
            title="You cannot change the organization"
            reason={may.reason}
            whoCan="Its admins change it, and give roles."
            why={paths.why(org, 'organization.update')}
          />
        )}
        <p className="max-w-[68ch] text-ink-2">
          How many approve a version, what must be there and which aliases are protected is said in
          the <TextLink href={paths.policy(org)}>policy</TextLink>. Where it says nothing of four
          eyes, what is chosen here holds.
        </p>
      </div>
    </>
  )
}

function inWords(fourEyes: boolean): string {
  return fourEyes
    ? 'On: nobody decides on a version that they made.'
    : 'Off: whoever made a version may decide on it.'
}
