'use client'
import { useEffect, useRef } from 'react'
import { pathOfUri, paths } from '@/lib/paths'
import type { VersionResult } from '@/lib/versions/result'
import { StateBadge } from '../state-badge'
import { Button } from '../ui/button'
import { buttonClass } from '../ui/button-class'
import { ErrorIcon } from '../ui/error-icon'
import { Notice } from '../ui/notice'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import type { BulkKind } from './read-form'
import type { Job } from './use-parts'

interface BulkResultsProps {
  kind: BulkKind
  org: string
  job: Job
  againHref: string
  stop: () => void
  goOn: () => void
}

const words = {
  decide: { title: 'Decisions', did: 'decided', done: 'Decided' },
  tag: { title: 'Tags', did: 'changed', done: 'Changed' },
  archive: { title: 'Archiving', did: 'archived', done: 'Archived' },
} as const satisfies Record<BulkKind, unknown>

const columns = [
  { key: 'version', label: 'Version' },
  { key: 'result', label: 'Result', width: '60%' },
]

/** What becomes of each version, while it does and afterwards. */
export function BulkResults({ kind, org, job, againHref, stop, goOn }: BulkResultsProps) {
  const { uris, results, standing } = job
  const box = useRef<HTMLElement>(null)
  // Takes the place of the form that had the focus.
  useEffect(() => box.current?.focus({ preventScroll: true }), [])
  const running = standing === 'running' || standing === 'stopping'
  const refused = [...results.values()].filter(({ ok }) => !ok).length
  const { title, did } = words[kind]
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={title}
      className="mb-6 flex flex-col gap-4 outline-none"
    >
      {running && (
        <progress
          aria-label={`${title}: progress`}
          max={uris.length}
          value={results.size}
          className="block h-1.5 w-full"
        />
      )}
      <div role="status" className={running ? 'text-ink-2' : undefined}>
        {running ? (
          <p>{counted(results.size - refused, uris.length, refused, did)}</p>
        ) : (
          <Notice kind={standing === 'done' && refused === 0 ? 'done' : 'warning'}>
            {counted(results.size - refused, uris.length, refused, did)} {endings[standing]}
          </Notice>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {standing === 'running' && (
          <Button type="button" onClick={stop}>
            Stop
          </Button>
        )}
        {standing === 'stopping' && (
          <Button type="button" disabledReason="Stopping…">
            Stop
          </Button>
        )}
        {!running && results.size < uris.length && (
          <Button type="button" onClick={goOn}>
            Go on with the {uris.length - results.size} left
          </Button>
        )}
        {!running && (
          // Loaded anew, so that it begins from what is true by then.
          <a href={againHref} className={buttonClass()}>
            Back to the choice
          </a>
        )}
        {!running && kind === 'decide' && <TextLink href={paths.reviews(org)}>Reviews</TextLink>}
      </div>
      <Table caption="What became of each" columns={columns} size="xs" fixed>
        {uris.map((uri) => (
          <Row key={uri}>
            <RowHead>
              <TextLink
                href={pathOfUri(org, uri) ?? paths.organization(org)}
                quiet
                className="line-clamp-2 wrap-anywhere"
              >
                {calledBy(uri)}
              </TextLink>
            </RowHead>
            <Cell>
              <Told kind={kind} result={results.get(uri)} standing={standing} />
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  )
}

/** `churn v3`, as lists call it. */
function calledBy(uri: string): string {
  return uri
    .replace(/^model:\/\//, '')
    .replace(/@sha256:.*/, '')
    .replace(/\/v?(\d+)$/, ' v$1')
}

function counted(done: number, all: number, refused: number, did: string): string {
  const head = `${done} of ${all} ${did}`
  return refused > 0 ? `${head}, ${refused} not.` : `${head}.`
}

const endings = {
  running: '',
  stopping: '',
  done: '',
  stopped: 'It was stopped; what is left was not touched.',
  unanswered:
    'The hub did not answer. Of the versions without an answer, the last ones sent may be done all the same: going on tells.',
} as const satisfies Record<Job['standing'], string>

interface ToldProps {
  kind: BulkKind
  result: VersionResult | undefined
  standing: Job['standing']
}

function Told({ kind, result, standing }: ToldProps) {
  if (!result) {
    const waits = standing === 'running' || standing === 'stopping'
    return <span className="text-ink-3">{waits ? 'Waits' : 'No answer'}</span>
  }
  if (result.error)
    return (
      <span className="flex gap-1.5 text-rejected">
        <ErrorIcon className="mt-0.5 shrink-0" />
        <span>Unchanged: {result.error.message}</span>
      </span>
    )
  if (kind === 'decide' && result.state) return <StateBadge state={result.state} />
  return words[kind].done
}
