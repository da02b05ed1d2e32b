'use client'
import {
  kinds,
  type NotificationKind,
  notificationKinds,
  type Ways,
} from '@/lib/notifications/kinds'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'

interface ChoicesFormProps {
  ways: Record<NotificationKind, Ways>
  /** Whether the hub sends any. */
  mails: boolean
  choose: FormAction
}

/** For each kind of notification, whether it comes into the inbox and whether it is mailed. */
export function ChoicesForm({ ways, mails, choose }: ChoicesFormProps) {
  return (
    <ActionForm action={choose} button="Save" saved="Saved." shown={[]} wide>
      {() => (
        <ul className="border-t border-line">
          {kinds.map((kind) => (
            <li key={kind} className="border-b border-line py-2.5">
              <fieldset className="flex flex-wrap items-center gap-x-6 gap-y-2">
                <legend className="sr-only">{notificationKinds[kind].label}</legend>
                <span aria-hidden="true" className="min-w-0 flex-1 basis-64">
                  {notificationKinds[kind].label}
                </span>
                <span className="flex gap-5">
                  <Way kind={kind} way="inbox" label="Inbox" on={ways[kind].inbox} />
                  {mails && <Way kind={kind} way="mail" label="Mail" on={ways[kind].mail} />}
                </span>
              </fieldset>
            </li>
          ))}
        </ul>
      )}
    </ActionForm>
  )
}

interface WayProps {
  kind: NotificationKind
  way: keyof Ways
  label: string
  on: boolean
}

function Way({ kind, way, label, on }: WayProps) {
  return (
    <label className="flex items-center gap-2 pointer-coarse:min-h-11">
      <input
        type="checkbox"
        name={`${kind}.${way}`}
        defaultChecked={on}
        className="size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      {label}
    </label>
  )
}
