import type { DeploymentWithAbilities, Revision } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { PageHeader } from '../shell/page-header'
import { Time } from '../time'
import { Button } from '../ui/button'
import { Chip } from '../ui/chip'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { KservePanel } from './kserve-panel'
import { revisionWords } from './revision-words'
import { RollbackForm } from './rollback-form'
import { rollbackProblem } from './rollback-problem'
import { ServingState } from './serving-state'
import { Split } from './split'
import { splitChanges } from './split-changes'
import { SplitDiff } from './split-diff'
import { VariantTable } from './variant-table'

interface RevisionViewProps {
  org: string
  deployment: DeploymentWithAbilities
  revision: Revision
  /** The one before it; null for the first. */
  before: Revision | null
  /** The same as KServe takes it, where the caller may have it. */
  kserve: string | null
  /** Reads `note`. */
  rollback: FormAction
  now: Date
}

/** One split as it was made: by whom, why, what it changed, and the way back to it. */
export function RevisionView(props: RevisionViewProps) {
  const { org, deployment, revision, before, now } = props
  const { revision: number, variants, hidden, note, by, at, target } = revision
  const { name } = deployment
  const page = (of: number) => paths.deploymentRevision(org, name, of)
  return (
    <>
      <PageHeader
        title={`Revision #${number}`}
        badge={<ServingState state={number === deployment.revision ? 'serving' : 'past'} />}
        trail={[
          { href: paths.deployments(org), label: 'Deployments' },
          { href: paths.deployment(org, name), label: name },
        ]}
        facts={
          <>
            <span>
              {revisionWords(revision)} by <Actor actor={by} />
            </span>
            <Time at={at} now={now} exact />
            <Chip>{target}</Chip>
            {variants.length > 0 && (
              <TextLink href={paths.lineage(org, { uri: page(number) })}>Lineage</TextLink>
            )}
            {number > 1 && <TextLink href={page(number - 1)}>#{number - 1}</TextLink>}
            {number < deployment.revision && (
              <TextLink href={page(number + 1)}>#{number + 1}</TextLink>
            )}
          </>
        }
      />
      <div className="flex flex-col gap-8">
        <Section title="Split">
          <div className="flex flex-col gap-4">
            {note && (
              <p className="max-w-[68ch] text-prose whitespace-pre-line wrap-anywhere">{note}</p>
            )}
            <Split org={org} variants={variants} hidden={hidden} large />
            <VariantTable org={org} variants={variants} hidden={hidden} />
          </div>
        </Section>
        <Changes {...{ org, revision, before }} />
        {props.kserve && (
          <KservePanel yaml={props.kserve} href={paths.deploymentKserve(org, name, number)} />
        )}
        {number !== deployment.revision && <Back {...props} />}
      </div>
    </>
  )
}

function Changes({
  org,
  revision,
  before,
}: Pick<RevisionViewProps, 'org' | 'revision' | 'before'>) {
  const title = before ? `What it changed from #${before.revision}` : 'What it changed'
  return (
    <Section title={title}>
      <SplitDiff
        org={org}
        changes={splitChanges(before?.variants ?? [], revision.variants)}
        caption={title}
      />
      {before && before.salt !== revision.salt && (
        <p className="text-ink-2">All keys were dealt anew: people may have got another version.</p>
      )}
    </Section>
  )
}

function Back({ org, deployment, revision, rollback }: RevisionViewProps) {
  const { name, archived, abilities } = deployment
  const problem = rollbackProblem({ revision, may: abilities.rollback, archived })
  const why = paths.why(org, 'deployment.rollback', paths.deployment(org, name))
  return (
    <div data-screen-only="">
      <Section title="Roll back">
        {problem ? (
          <Button disabledReason={problem} why={abilities.rollback.ok ? undefined : why}>
            Roll back to #{revision.revision}
          </Button>
        ) : (
          <RollbackForm to={revision.revision} rollback={rollback} primary />
        )}
      </Section>
    </div>
  )
}
