'use client'
import { useActionState } from 'react'
import { count, exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { Notice } from './ui/notice'
import { TextLink } from './ui/text-link'

/** What a check of the log found. */
export interface Checked {
  ok: boolean
  size: number
  events: number
  head: string
  published: number | null
  checkedAt: string
  problems: readonly { index: number | null; event: string | null; message: string }[]
  notes: readonly string[]
}

interface VerifyFormProps {
  org: string
  verify: FormAction<Checked>
}

/** Checks the whole log in place. What is wrong is named, the first event first. */
export function VerifyForm({ org, verify }: VerifyFormProps) {
  const [result, submit, busy] = useActionState(verify, null)
  return (
    <form action={submit} className="flex flex-col items-start gap-2">
      <Button busy={busy} kind="quiet">
        Verify
      </Button>
      <div role="status" className="w-full empty:hidden">
        {busy && 'Every event is read and hashed. A million take about half a minute.'}
        {!busy && result?.ok && <Found org={org} found={result.value} />}
      </div>
      <FormFailure failure={result && !result.ok ? result : null} shown={[]} />
    </form>
  )
}

function Found({ org, found }: { org: string; found: Checked }) {
  const { ok, size, head, checkedAt, published, notes, problems } = found
  if (!ok) return <Broken org={org} problems={problems} />
  return (
    <Notice kind="done">
      Verified up to event {count(size - 1)}, head <code className="font-mono">{head}</code>, on{' '}
      {exactTime(checkedAt)}. Every event is what was sealed, in its place, and the hub has signed
      the whole.{' '}
      {published === null
        ? 'Nothing is published outside the database: somebody with both the database and the key could write another history, and this would not show it.'
        : `It agrees with what was published outside the database, up to ${count(published)} events.`}
      {notes.map((note) => (
        <span key={note} className="block">
          {note}
        </span>
      ))}
    </Notice>
  )
}

const mostShown = 5

function Broken({ org, problems }: Pick<Checked, 'problems'> & { org: string }) {
  const [first, ...others] = problems
  return (
    <Notice kind="error">
      <strong className="block text-prose">The log is not what was sealed.</strong>
      {first && <Problem org={org} problem={first} />}
      {others.length > 0 && (
        <ul className="list-disc pl-5">
          {others.slice(0, mostShown).map((problem) => (
            <li key={problem.message}>
              <Problem org={org} problem={problem} />
            </li>
          ))}
        </ul>
      )}
      {others.length > mostShown && <p>And {count(others.length - mostShown)} more.</p>}
      <p>
        Keep a copy of the database as it is, and tell whoever runs it. A checkpoint from before,
        and a backup, show what it was.
      </p>
    </Notice>
  )
}

function Problem({ org, problem }: { org: string; problem: Checked['problems'][number] }) {
  const { message, event } = problem
  return (
    <p>
      {message} {event && <TextLink href={paths.event(org, event)}>Look at it</TextLink>}
    </p>
  )
}
