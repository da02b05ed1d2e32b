import type { RecallNotice } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { FormAction } from './action-result'
import { ArchivedNotice } from './archived-notice'
import { ApprovalBadges, LifeBadge } from './life-badge'
import { PrintButton } from './print-button'
import { RecallBanner } from './recall-banner'
import { PageHeader } from './shell/page-header'
import { StateBadge } from './state-badge'
import { ButtonLink } from './ui/button'
import { buttonClass } from './ui/button-class'
import { Notice } from './ui/notice'

interface VersionHeaderProps {
  org: string
  version: ReviewedVersion
  restore: FormAction
  /** The recalls that reach it. */
  recalls: readonly RecallNotice[]
  now: Date
}

/** Which version of which model this is, how it stands, and what to know before using it. */
export function VersionHeader({ org, version, restore, recalls, now }: VersionHeaderProps) {
  const { model, modelName, version: number, state, life, uri, base } = version
  const archived = life === 'archived'
  const told = [...(archived ? ['archived'] : []), ...(recalls.length > 0 ? ['recalled'] : [])]
  const warnings = version.warnings.filter(({ code }) => !told.includes(code))
  return (
    <>
      <PageHeader
        title={`${modelName} v${number}`}
        badge={
          <>
            <StateBadge state={state} />
            <ApprovalBadges approval={version.approval} />
            <LifeBadge life={life} />
          </>
        }
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: paths.model(org, model), label: modelName },
          { href: paths.versions(org, model), label: 'Versions' },
        ]}
        uri={uri}
        actions={
          <>
            <ButtonLink href={paths.modelLineage(org, model, { version: number })}>
              Lineage
            </ButtonLink>
            {base && (
              <ButtonLink href={paths.compare(org, { v: [base.uri, uri], base: base.uri })}>
                Compare with v{base.version}, approved
              </ButtonLink>
            )}
            <ButtonLink href={paths.versionActivity(org, model, number)}>Activity</ButtonLink>
            <ButtonLink href={paths.compliance(org, model, number)}>Compliance</ButtonLink>
            <a href="#discussion" data-screen-only="" className={buttonClass()}>
              Discussion
            </a>
            <PrintButton />
            {/* Where there is room, the decision stands beside the evidence. */}
            {state === 'pending' && (
              <a href="#decision" data-screen-only="" className={`${buttonClass()} xl:hidden`}>
                Go to the decision
              </a>
            )}
          </>
        }
      />
      {archived && (
        <ArchivedNotice
          called={`v${number}`}
          means="It is not what latest or newest mean, and nothing is decided on it."
          restore={restore}
          ability={version.abilities.restore}
          why={paths.why(org, 'version.restore', uri)}
        />
      )}
      <RecallBanner org={org} recalls={recalls} now={now} />
      {warnings.length > 0 && (
        <div className="mb-6 flex flex-col gap-2">
          {warnings.map(({ code, message }) => (
            <Notice key={code} kind="warning">
              {message}
            </Notice>
          ))}
        </div>
      )}
    </>
  )
}
