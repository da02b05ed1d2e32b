'use client'
import { type FormEvent, useCallback, useMemo, useState } from 'react'
import { paths } from '@/lib/paths'
import { Digest } from '../digest'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { useFailureFocus } from '../use-failure-focus'
import { DropZone } from './drop-zone'
import { FileList } from './file-list'
import { digestOfFiles } from './manifest'
import { Overall } from './overall'
import { readMetrics, readParams } from './pairs'
import { isBusy, type NamedFile } from './queue'
import { digestOf, type Item } from './state'
import { unready } from './totals'
import { useLeaveGuard } from './use-leave-guard'
import { useRegistration } from './use-registration'
import { useUpload } from './use-upload'
import { type Pairs, VersionFields } from './version-fields'

interface UploadFormProps {
  org: string
  model: string
}

/** A new version from files of this computer. They are sent as soon as they are chosen. */
export function UploadForm({ org, model }: UploadFormProps) {
  const { queue, items } = useUpload(org)
  const { failure, busy, refuse, register } = useRegistration(org, model)
  const [unread, setUnread] = useState<string | null>(null)
  const [pairs, setPairs] = useState<Pairs>({ metrics: [], params: [] })
  const form = useFailureFocus(failure)
  useLeaveGuard(isBusy(items))
  const add = useCallback((files: readonly NamedFile[]) => queue.add(files), [queue])
  const metrics = readMetrics(pairs.metrics)
  const params = readParams(pairs.params)
  const missing = unready(items)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (missing || busy) return
    if (metrics.problems.size + params.problems.size > 0)
      return refuse('Correct the metrics and parameters that say why first.')
    const sent = new FormData(event.currentTarget)
    register({
      files: filesOf(items).map(({ name, sha256 }) => ({ name, sha256 })),
      metrics: metrics.values,
      params: params.values,
      tags: String(sent.get('tags'))
        .split(/[\s,]+/)
        .filter(Boolean),
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
            failure
              ? { metrics: metrics.problems, params: params.problems }
              : { metrics: none, params: none }
          }
          errors={failure?.fields ?? {}}
        />
      </Section>
      <div className="flex flex-col gap-3">
        <FormFailure failure={failure} shown={Object.keys(failure?.fields ?? {}).filter(isShown)} />
        {!missing && <ReadyDigest items={items} />}
        <div className="flex flex-wrap items-start gap-2">
          <Button kind="primary" busy={busy} disabledReason={missing}>
            Register version
          </Button>
          <ButtonLink href={paths.model(org, model)}>Cancel</ButtonLink>
        </div>
      </div>
    </form>
  )
}

function ReadyDigest({ items }: { items: readonly Item[] }) {
  const digest = useMemo(() => digestOfFiles(filesOf(items)), [items])
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
      The version will have the digest
      <Digest digest={digest} what="the digest of the version" />
    </p>
  )
}

function filesOf(items: readonly Item[]) {
  return items.map(({ name, size, stage }) => ({ name, size, sha256: digestOf(stage) ?? '' }))
}

/** Fields that say themselves what is wrong with them; one of several tags is `tags.2`. */
const isShown = (field: string) => /^(note$|tags(\.|$))/.test(field)

const none: ReadonlyMap<number, string> = new Map()
