'use client'
import { type FormEvent, type ReactNode, useCallback, useState } from 'react'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { useFailureFocus } from '../use-failure-focus'
import { DropZone } from './drop-zone'
import { FileList } from './file-list'
import { Overall } from './overall'
import { isBusy, type NamedFile } from './queue'
import { ReadyDigest } from './ready-digest'
import type { Draft } from './register'
import { digestOf, type Item } from './state'
import { unready } from './totals'
import { useLeaveGuard } from './use-leave-guard'
import type { Failure, Registration } from './use-registration'
import { useUpload } from './use-upload'

interface UploadFrameProps {
  org: string
  registration: Registration
  /** Called once all files are on the hub. */
  submit: (files: Draft['files'], form: FormData) => void
  /** The word on the button: "Register version". */
  button: string
  cancelHref: string
  /** The fields that say themselves what is wrong with them. */
  shown: readonly string[]
  /** The version will hold other files besides, so its digest is not known here. */
  partial?: boolean
  /** What is said about the version beside its files. */
  children: ReactNode
}

/** A new version from files of this computer, of a model or a dataset. They are sent as soon as they are chosen. */
export function UploadFrame(props: UploadFrameProps) {
  const { org, registration, submit, button, cancelHref, shown, partial = false, children } = props
  const { failure, busy, refuse } = registration
  const { queue, items, hasher } = useUpload(org)
  const [unread, setUnread] = useState<string | null>(null)
  const form = useFailureFocus(failure)
  useLeaveGuard(isBusy(items))
  const add = useCallback(
    (files: readonly NamedFile[]) => {
      setUnread(null)
      queue.add(files)
    },
    [queue],
  )
  const missing = unready(items)

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy) return
    if (missing) return refuse(missing, { early: true })
    const files = filesOf(items).map(({ name, sha256 }) => ({ name, sha256 }))
    submit(files, new FormData(event.currentTarget))
  }

  return (
    <form
      ref={form}
      data-scripted=""
      noValidate
      onSubmit={send}
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
      <Section title="About this version">{children}</Section>
      <div className="flex flex-col gap-3">
        {/* What comes and goes stands below, so that the button is where it was when it is pressed. */}
        <div className="flex flex-wrap items-start gap-2">
          <Button kind="primary" busy={busy}>
            {button}
          </Button>
          <ButtonLink href={cancelHref}>Cancel</ButtonLink>
        </div>
        <FormFailure failure={standing(failure, missing)} shown={shown} />
        {!missing && !partial && <ReadyDigest files={filesOf(items)} hasher={hasher} />}
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
