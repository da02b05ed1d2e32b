'use client'
import { type FormEvent, useCallback, useState } from 'react'
import { wordsOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { useFailureFocus } from '../use-failure-focus'
import { DropZone } from './drop-zone'
import { FileList } from './file-list'
import { Overall } from './overall'
import { readMetrics, readParams } from './pairs'
import { isBusy, type NamedFile } from './queue'
import { ReadyDigest } from './ready-digest'
import { digestOf, type Item } from './state'
import { unready } from './totals'
import { useLeaveGuard } from './use-leave-guard'
import { type Failure, useRegistration } from './use-registration'
import { useUpload } from './use-upload'
import { type Pairs, VersionFields } from './version-fields'

interface UploadFormProps {
  org: string
  model: string
}

/** A new version from files of this computer. They are sent as soon as they are chosen. */
export function UploadForm({ org, model }: UploadFormProps) {
  const { queue, items, hasher } = useUpload(org)
  const { failure, busy, refuse, register } = useRegistration(org, model)
  const [unread, setUnread] = useState<string | null>(null)
  const [pairs, setPairs] = useState<Pairs>({ metrics: [], params: [] })
  const form = useFailureFocus(failure)
  useLeaveGuard(isBusy(items))
  const add = useCallback(
    (files: readonly NamedFile[]) => {
      setUnread(null)
      queue.add(files)
    },
    [queue],
  )
  const metrics = readMetrics(pairs.metrics)
  const params = readParams(pairs.params)
  const missing = unready(items)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy) return
    if (missing) return refuse(missing, { early: true })
    if (metrics.problems.size + params.problems.size > 0)
      return refuse('Correct the metrics and parameters that say why first.')
    const sent = new FormData(event.currentTarget)
    register({
      files: filesOf(items).map(({ name, sha256 }) => ({ name, sha256 })),
      metrics: metrics.values,
      params: params.values,
      tags: wordsOf(String(sent.get('tags'))),
      note: String(sent.get('note')),
    })
  }

  return (
    <form
      ref={form}
      data-scripted=""
      noValidate
      onSubmit={submit}
      className="flex min-w-0 flex-col gap-8"
    >
      <Section title="Files">
        <div className="flex flex-col gap-3">
          <DropZone add={add} fail={setUnread} />
          {unread && <Notice kind="error">{unread}</Notice>}
          {items.length > 0 && (
            <>
              <FileList items={items} actions={queue} />
              <Overall
                items={items}
                cancel={() => queue.cancel()}
                retryAll={() => queue.retryAll()}
              />
            </>
          )}
        </div>
      </Section>
      <Section title="About this version">
        <VersionFields
          pairs={pairs}
          change={(part) => setPairs({ ...pairs, ...part })}
          // A row is let be written to its end; what is wrong is said once it was sent.
          problems={
            failure && !failure.early
              ? { metrics: metrics.problems, params: params.problems }
              : { metrics: none, params: none }
          }
          errors={failure?.fields ?? {}}
        />
      </Section>
      <div className="flex flex-col gap-3">
        {/* What comes and goes stands below, so that the button is where it was when it is pressed. */}
        <div className="flex flex-wrap items-start gap-2">
          <Button kind="primary" busy={busy}>
            Register version
          </Button>
          <ButtonLink href={paths.model(org, model)}>Cancel</ButtonLink>
        </div>
        <FormFailure failure={standing(failure, missing)} shown={['note', 'tags']} />
        {!missing && <ReadyDigest files={filesOf(items)} hasher={hasher} />}
      </div>
    </form>
  )
}

/** What was too early is said for as long as it is, in the words of the moment. */
function standing(failure: Failure | null, missing: string | null): Failure | null {
  if (!failure?.early) return failure
  return missing === null ? null : { ...failure, message: missing }
}

function filesOf(items: readonly Item[]) {
  return items.map(({ name, size, stage }) => ({ name, size, sha256: digestOf(stage) ?? '' }))
}

const none: ReadonlyMap<number, string> = new Map()
