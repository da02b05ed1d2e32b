'use client'
import { type FormEvent, type ReactNode, useActionState, useState } from 'react'
import { FormFailure } from '../form-failure'
import { Button } from '../ui/button'
import { useFailureFocus } from '../use-failure-focus'
import { BulkContext } from './bulk-context'
import { BulkResults } from './bulk-results'
import { type BulkKind, readDecisions, readForm, type Verdict } from './read-form'
import { type BulkAction, useParts } from './use-parts'

interface BulkFormProps {
  kind: BulkKind
  org: string
  label: string
  /** The word on the button. */
  button: string
  action: BulkAction
  /** The page itself, to begin again from what is true then. */
  againHref: string
  children: ReactNode
}

/**
 * One form about up to 200 versions. Without a script it is sent whole; with one in parts, with their
 * progress. Either way the answer stands in its place, version by version.
 */
export function BulkForm({ kind, org, label, button, action, againHref, children }: BulkFormProps) {
  const [sent, submit, busy] = useActionState(action, null)
  const { job, failure: refused, refuse, start, stop, goOn } = useParts(action)
  const failure = refused ?? (sent && !sent.ok ? sent : null)
  const form = useFailureFocus(failure)
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Verdict> | null>(null)

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = new FormData(event.currentTarget)
    const { uris, problems } = readForm(kind, filled)
    const [message] = Object.values(problems)
    if (message !== undefined) refuse({ ok: false, message, fields: problems })
    else start(filled, uris)
  }

  function follow({ currentTarget }: FormEvent<HTMLFormElement>) {
    if (kind !== 'decide') return
    const read = readDecisions(new FormData(currentTarget))
    setDecisions(new Map(read.map(({ uri, decision }) => [uri, decision])))
  }

  const answered = sent?.ok ? finished(sent.value.results) : null
  const shown = job ?? answered
  const problems = failure?.fields ?? {}
  return (
    <BulkContext value={{ values: failure?.values ?? {}, problems, decisions }}>
      {shown && <BulkResults {...{ kind, org, againHref, stop, goOn }} job={shown} />}
      <form
        ref={form}
        action={submit}
        onSubmit={send}
        onChange={follow}
        noValidate
        hidden={shown !== null}
        aria-label={label}
        className="flex flex-col gap-6 hidden:hidden"
      >
        <FormFailure failure={failure} shown={shownBy[kind]} />
        {children}
        <div>
          <Button kind="primary" busy={busy}>
            {button}
          </Button>
        </div>
      </form>
    </BulkContext>
  )
}

/** The fields that say themselves what is wrong with them. */
const shownBy = {
  decide: ['rest', 'approve-note', 'reject-note'],
  tag: ['add', 'remove'],
  archive: ['note'],
} as const satisfies Record<BulkKind, readonly string[]>

function finished(results: { uri: string; ok: boolean }[]) {
  const uris = results.map(({ uri }) => uri)
  const standing = 'done' as const
  return { uris, results: new Map(results.map((result) => [result.uri, result])), standing }
}
