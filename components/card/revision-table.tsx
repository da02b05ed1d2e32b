import type { CardRevisionItem } from '@/lib/cards/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { PressForm } from '../press-form'
import { Time } from '../time'
import { Button } from '../ui/button'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

interface RevisionTableProps {
  org: string
  model: string
  /** Latest first. */
  revisions: readonly CardRevisionItem[]
  /** The two that are compared. */
  chosen: { from?: string | undefined; to?: string | undefined }
  /** Whether the first of them is the card. */
  isFirstPage: boolean
  /** Null for those who may not. */
  restore: ((revision: number) => FormAction) | null
  now: Date
}

const compareForm = 'compare-revisions'

/** Every state of a card: who wrote it, when, through which door; any two can be compared. */
export function RevisionTable(props: RevisionTableProps) {
  const { org, model, revisions, chosen, isFirstPage, restore, now } = props
  const [latest, before] = revisions
  const from = chosen.from ?? String(before?.revision ?? '')
  const to = chosen.to ?? String(latest?.revision ?? '')
  return (
    <div className="flex flex-col gap-3">
      {revisions.length > 1 && (
        <form id={compareForm} action={paths.cardHistory(org, model)} method="get">
          <Button>Compare the selected two</Button>
        </form>
      )}
      <Table caption="Revisions" columns={columns} size="lg">
        {revisions.map(({ revision, titles, restores, by, at, via }, index) => (
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
            <Cell>
              <span className="line-clamp-2 wrap-anywhere">
                <Actor actor={by} />
              </span>
            </Cell>
            <Cell>
              <Time at={at} now={now} />
            </Cell>
            <Cell nothing="not noted">{via}</Cell>
            <Cell>
              <span className="line-clamp-2 wrap-anywhere text-ink-2">
                {restores !== null && `Revision ${restores} again. `}
                {titles.join(', ') || 'No blocks'}
              </span>
            </Cell>
            <Cell numeric>
              <TextLink
                href={paths.cardHistory(org, model, { from: String(revision - 1), to: revision })}
              >
                Changes<span className="sr-only"> of revision {revision}</span>
              </TextLink>
            </Cell>
            <Cell numeric>
              {isFirstPage && index === 0 ? (
                <span className="text-ink-2">The card</span>
              ) : (
                restore && (
                  <span className="inline-flex">
                    <PressForm action={restore(revision)} label={`Restore revision ${revision}`}>
                      Restore
                    </PressForm>
                  </span>
                )
              )}
            </Cell>
          </Row>
        ))}
      </Table>
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
  { key: 'by', label: 'By', width: '14rem' },
  { key: 'at', label: 'When', width: '7rem' },
  { key: 'via', label: 'Through' },
  { key: 'blocks', label: 'Blocks' },
  { key: 'changes', label: <span className="sr-only">Changes</span>, numeric: true },
  { key: 'restore', label: <span className="sr-only">Restore</span>, numeric: true },
]
