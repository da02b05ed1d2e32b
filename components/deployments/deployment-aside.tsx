import type { DeploymentWithAbilities } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import { Time } from '../time'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { Asking } from './asking'

interface DeploymentAsideProps {
  org: string
  deployment: DeploymentWithAbilities
  baseUrl: string
  now: Date
}

/** What a deployment is for, where else it shows, and how it is asked. */
export function DeploymentAside({ org, deployment, baseUrl, now }: DeploymentAsideProps) {
  const { name, description, follows, revision, variants, createdAt } = deployment
  const page = paths.deployment(org, name)
  return (
    <>
      <Section title="About">
        {description && (
          <p className="text-prose whitespace-pre-line wrap-anywhere">{description}</p>
        )}
        <Properties
          columns={1}
          items={[
            {
              label: 'Moves',
              value: follows
                ? 'By itself, with latest and the aliases that it was asked for by'
                : 'When somebody changes it',
            },
            { label: 'Made', value: <Time at={createdAt} now={now} exact /> },
            {
              label: 'Record',
              value: <TextLink href={paths.activity(org, { subject: page })}>Activity</TextLink>,
            },
            variants.length > 0 && {
              label: 'Made of',
              value: (
                <TextLink
                  href={paths.lineage(org, { uri: paths.deploymentRevision(org, name, revision) })}
                >
                  Lineage
                </TextLink>
              ),
            },
          ].filter((item) => item !== false)}
        />
      </Section>
      <Asking baseUrl={baseUrl} name={name} />
    </>
  )
}
