import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { Snippet } from '../snippets'
import { WhyNot } from '../why-not'

interface ReportingProps {
  baseUrl: string
  org: string
  deployment: string
  /** One that it serves, to begin with. */
  variant: string
  may: Ability
}

/** How an application says what came of a variant. */
export function Reporting({ baseUrl, org, deployment, variant, may }: ReportingProps) {
  return (
    <div className="flex max-w-[68ch] flex-col gap-2">
      <p>
        Send the variant as evaluation answered it. Give each batch a name of its own: sent again,
        it counts once.
      </p>
      <Snippet
        what="the curl snippet"
        code={[
          'curl -f -H "Authorization: Bearer $HUB_TOKEN" \\',
          '  -H "Content-Type: application/json" \\',
          `  "${baseUrl}${paths.deploymentObservations(org, deployment)}" \\`,
          `  -d '{"batch":"host-1-0001","observations":[`,
          `    {"variant":${JSON.stringify(variant)},"metric":"accuracy","value":true},`,
          `    {"variant":${JSON.stringify(variant)},"metric":"latency_ms","value":12.5}]}'`,
        ].join('\n')}
      />
      {!may.ok && (
        <p className="text-ink-2">
          You yourself may not report: {may.reason}{' '}
          <WhyNot href={paths.why(org, 'deployment.observe', paths.deployment(org, deployment))} />
        </p>
      )}
    </div>
  )
}
