import { type PolicyOf, paths } from '@/lib/paths'
import type { PolicyRules } from '@/lib/policies/rules'
import type { PolicyRevision } from '@/lib/policies/view'
import { Actor } from '../actor'
import { Time } from '../time'
import { Button } from '../ui/button'
import { NothingYet } from '../ui/empty'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { RuleChanges } from './rule-changes'

interface PolicyHistoryProps {
  org: string
  of: PolicyOf
  revisions: readonly PolicyRevision[]
  /** The two that are compared, with what they say. */
  compared: { from: number; to: number; before: PolicyRules; after: PolicyRules } | null
  /** Two were asked for, and one of them is not there. */
  isMissing: boolean
  now: Date
}

const compareForm = 'compare-policies'

/** Every revision of a policy: who set it, when and why; any two can be compared. */
export function PolicyHistory(props: PolicyHistoryProps) {
  const { org, of, revisions, compared, isMissing, now } = props
  const [latest, before] = revisions
  const from = String(compared?.from ?? before?.revision ?? '')
  const to = String(compared?.to ?? latest?.revision ?? '')
  if (revisions.length === 0)
    return (
      <NothingYet>
        No policy was set here yet. Each one that is set stays here, with who set it and why.
      </NothingYet>
    )
  return (
    <div className="flex flex-col gap-8">
      {isMissing && <Notice kind="warning">There is no such revision. Choose two of these.</Notice>}
      {compared && (
        <Section
          title={
            compared.from === 0
              ? `Revision ${compared.to}`
              : `From revision ${compared.from} to ${compared.to}`
          }
        >
          <RuleChanges
            before={compared.before}
            after={compared.after}
            label={`Changes from revision ${compared.from} to ${compared.to}`}
          />
        </Section>
      )}
      <div className="flex flex-col gap-3">
        {revisions.length > 1 && (
          <form id={compareForm} action={paths.policyHistory(org, of)} method="get">
            <Button>Compare the selected two</Button>
          </form>
        )}
        <Table caption="Revisions" columns={columns} size="md">
          {revisions.map(({ revision, note, setBy, createdAt }) => (
            <Row key={revision}>
              <RowHead>
                <span className="font-strong whitespace-nowrap">Revision {revision}</span>
              </RowHead>
              <Cell>
                <span className="flex gap-4">
                  <Choice name="from" revision={revision} chosen={from} />
                  <Choice name="to" revision={revision} chosen={to} />
                </span>
              </Cell>
              <Cell nothing="not noted">
                {setBy && (
                  <span className="line-clamp-2 wrap-anywhere">
                    <Actor actor={setBy} />
                  </span>
                )}
              </Cell>
              <Cell>
                <Time at={createdAt} now={now} />
              </Cell>
              <Cell nothing="no reason given">
                {note && <span className="line-clamp-3 wrap-anywhere text-ink-2">{note}</span>}
              </Cell>
              <Cell numeric>
                <TextLink
                  href={paths.policyHistory(org, of, { from: String(revision - 1), to: revision })}
                >
                  Changes<span className="sr-only"> of revision {revision}</span>
                </TextLink>
              </Cell>
            </Row>
          ))}
        </Table>
      </div>
    </div>
  )
}

interface ChoiceProps {
  name: 'from' | 'to'
  revision: number
  chosen: string
}

function Choice({ name, revision, chosen }: ChoiceProps) {
  return (
    <label className="inline-flex items-center gap-1 whitespace-nowrap pointer-coarse:min-h-11">
      <input
        type="radio"
        form={compareForm}
        name={name}
        value={revision}
        defaultChecked={chosen === String(revision)}
        className="size-4 accent-(--ink) pointer-coarse:size-6"
      />
      {name}
      <span className="sr-only"> revision {revision}</span>
    </label>
  )
}

const columns: readonly Column[] = [
  { key: 'revision', label: 'Revision' },
  { key: 'compare', label: 'Compare' },
  { key: 'by', label: 'By', width: '12rem' },
  { key: 'at', label: 'When', width: '7rem' },
  { key: 'why', label: 'Why' },
  { key: 'changes', label: <span className="sr-only">Changes</span>, numeric: true },
]
