import Link from 'next/link'
import type { ReactNode } from 'react'
import {
  type ColumnRef,
  type ColumnSubject,
  columnLabel,
  columnsOffered,
  columnsText,
  columnText,
} from '@/lib/columns/columns'
import { ownValue } from '@/lib/own-value'
import { KeepColumns, type KeptColumns } from './keep-columns'
import { Button } from './ui/button'
import { Disclosure } from './ui/disclosure'
import { GetForm } from './ui/get-form'
import { ChevronIcon } from './ui/icons'

interface ColumnChoice {
  subject: ColumnSubject
  /** Those that the list has, in their order. */
  columns: readonly ColumnRef[]
  /** Metrics, parameters and fields that could be added. */
  offered: readonly ColumnRef[]
  /** What people call the fields, by their key. */
  fieldLabels?: Record<string, string> | undefined
}

interface ColumnChooserProps extends ColumnChoice, KeptColumns {
  /** The list's own address, without search. */
  action: string
  /** What else the address says, which stays. */
  rest: Record<string, string | undefined>
  hrefOf: (columns: string) => string
}

/**
 * The columns of a list: a box for each, links that move one, and a button that keeps them. A plain GET
 * form, so that what somebody sees can be sent to somebody else.
 */
export function ColumnChooser(props: ColumnChooserProps) {
  const { subject, columns, action, rest, isKept, keepsSome, keep, forget } = props
  return (
    <Disclosure summary="Columns">
      <div className="flex flex-col gap-4 rounded-md border border-line p-4">
        <GetForm action={action} label="Columns" className="flex flex-col gap-4">
          {Object.entries(rest).map(
            ([name, value]) => value && <input key={name} type="hidden" {...{ name, value }} />,
          )}
          {/* Said in any case, so that none at all is a choice too. */}
          <input type="hidden" name="columns" value="name" />
          <div className="flex flex-wrap gap-x-10 gap-y-4">
            <Shown {...props} />
            {groupsOf(props).map(({ label, refs }) => (
              <Group key={label} label={label}>
                {refs.map((ref) => (
                  <Box key={columnText(ref)} {...{ column: ref, ...props }} />
                ))}
              </Group>
            ))}
          </div>
          <div className="flex flex-wrap items-end gap-2">
            <label className="flex min-w-0 flex-col gap-1">
              <span>Another column</span>
              <input
                name="columns"
                placeholder={subject === 'models' ? 'metric.accuracy' : 'param.depth'}
                maxLength={600}
                autoComplete="off"
                spellCheck={false}
                className="h-8 w-56 max-w-full rounded-md border border-line-strong bg-paper px-2.5 font-mono placeholder:text-ink-3 pointer-coarse:h-11"
              />
            </label>
            <Button>Show columns</Button>
          </div>
        </GetForm>
        <KeepColumns columns={columns.map(columnText)} {...{ isKept, keepsSome, keep, forget }} />
      </div>
    </Disclosure>
  )
}

function Shown(props: ColumnChooserProps) {
  const { columns, hrefOf, subject, fieldLabels } = props
  if (columns.length === 0) return null
  return (
    <Group label="Shown, from left to right">
      {columns.map((column, at) => {
        const label = nameOf(column, subject, fieldLabels)
        const href = (to: number) => hrefOf(columnsText(moved(columns, at, to)))
        return (
          <span key={columnText(column)} className="flex items-center gap-1">
            <span className="min-w-0 flex-1">
              <Box {...{ column, ...props }} checked />
            </span>
            <Move
              href={at > 0 ? href(at - 1) : null}
              label={`Move ${label} left`}
              turn="rotate-180"
            />
            <Move
              href={at < columns.length - 1 ? href(at + 1) : null}
              label={`Move ${label} right`}
            />
          </span>
        )
      })}
    </Group>
  )
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 max-w-full flex-col gap-1">
      <legend className="pb-1 text-ink-2">{label}</legend>
      {children}
    </fieldset>
  )
}

interface BoxProps extends Pick<ColumnChoice, 'subject' | 'fieldLabels'> {
  column: ColumnRef
  checked?: boolean
}

function Box({ column, subject, fieldLabels, checked = false }: BoxProps) {
  const label = nameOf(column, subject, fieldLabels)
  return (
    <label className="flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
      <input
        type="checkbox"
        name="columns"
        value={columnText(column)}
        defaultChecked={checked}
        className="size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      <span className="max-w-56 min-w-0 truncate" title={label}>
        {label}
      </span>
    </label>
  )
}

interface MoveProps {
  href: string | null
  label: string
  turn?: string
}

function Move({ href, label, turn = '' }: MoveProps) {
  const size = 'size-6 p-0 pointer-coarse:size-11'
  // Holds its place, so that the arrows stand in two columns.
  if (!href) return <span aria-hidden="true" className={size} />
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      className={`inline-flex items-center justify-center rounded-sm text-ink-2 hover:bg-hover hover:text-ink ${size}`}
    >
      <span className="sr-only">{label}</span>
      <ChevronIcon className={turn} />
    </Link>
  )
}

/** What could be added, by kind. */
function groupsOf({ subject, columns, offered }: ColumnChoice) {
  const shown = new Set(columns.map(columnText))
  const own = Object.keys(columnsOffered[subject].own).map(
    (key): ColumnRef => ({ kind: 'own', key }),
  )
  const left = [...own, ...offered].filter((ref) => !shown.has(columnText(ref)))
  return kinds
    .map(({ kind, label }) => ({ label, refs: left.filter((ref) => ref.kind === kind) }))
    .filter(({ refs }) => refs.length > 0)
}

const kinds = [
  { kind: 'own', label: 'More' },
  { kind: 'metric', label: 'Metrics' },
  { kind: 'param', label: 'Parameters' },
  { kind: 'field', label: 'Fields' },
] as const

function nameOf(column: ColumnRef, subject: ColumnSubject, labels: Record<string, string> = {}) {
  const field = column.kind === 'field' ? ownValue(labels, column.key) : undefined
  return field ?? columnLabel(column, subject)
}

function moved(columns: readonly ColumnRef[], from: number, to: number): ColumnRef[] {
  const others = columns.filter((_, at) => at !== from)
  return [...others.slice(0, to), ...columns.slice(from, from + 1), ...others.slice(to)]
}
