import { paths } from '@/lib/paths'
import type { ChosenVersion } from '@/lib/versions/chosen'
import { boxColumn } from '../select-box'
import { Chip } from '../ui/chip'
import { LockIcon } from '../ui/icons'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { WhyNot } from '../why-not'
import { Named } from './decide-table'
import { fields } from './read-form'
import { deeds, refusalOf } from './refusal'

interface ChosenTableProps {
  org: string
  kind: 'tag' | 'archive'
  versions: readonly ChosenVersion[]
  /** Without it nothing is asked, and no row says why: the page does. */
  asks: boolean
}

/** The versions to tag or to archive; each can still be left out. */
export function ChosenTable({ org, kind, versions, asks }: ChosenTableProps) {
  return (
    <Table caption={`Versions to ${kind}`} columns={asks ? [boxes, ...columns] : columns} size="md">
      {versions.map((version) => {
        const { uri, asked, model, version: number, tags, aliases, note } = version
        const refusal = refusalOf(version, kind)
        return (
          <Row key={uri}>
            {asks && (
              <Cell>
                {refusal ? (
                  <LockIcon className="text-ink-3" />
                ) : (
                  <label className="-my-1.5 flex size-6 items-center justify-center pointer-coarse:size-11">
                    <input
                      type="checkbox"
                      name={fields.version}
                      value={asked}
                      defaultChecked
                      className="size-4 accent-(--ink) pointer-coarse:size-6"
                    />
                    <span className="sr-only">
                      Include {model} v{number}
                    </span>
                  </label>
                )}
              </Cell>
            )}
            <RowHead>
              <Named {...{ org, version }} />
            </RowHead>
            <Cell nothing="none">{tags.length > 0 && <Chips names={tags} />}</Cell>
            <Cell nothing="none">{aliases.length > 0 && <Chips names={aliases} mono />}</Cell>
            <Cell nothing="no note">
              {refusal && asks ? (
                <span className="text-ink-2">
                  {refusal} <WhyNot href={paths.why(org, deeds[kind], uri)} />
                </span>
              ) : (
                note && (
                  <span className="line-clamp-2" title={note}>
                    {note}
                  </span>
                )
              )}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}

const boxes = boxColumn(<span className="sr-only">Include</span>)

const columns = [
  { key: 'version', label: 'Version' },
  { key: 'tags', label: 'Tags' },
  { key: 'aliases', label: 'Aliases' },
  { key: 'note', label: 'Note', width: '34%' },
]

function Chips({ names, mono = false }: { names: readonly string[]; mono?: boolean }) {
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Chip key={name} mono={mono}>
          {name}
        </Chip>
      ))}
    </span>
  )
}
