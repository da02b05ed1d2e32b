import { ownValue } from '@/lib/own-value'
import type { Json } from '@/lib/view'
import { jsonText } from './json-text'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

type Params = Readonly<Record<string, Json>>

interface ParamsTableProps {
  params: Params
  /** The approved version's, to show what changed. */
  base?: { version: number; params: Params } | null
}

/** Parameters by name; beside the approved version's where they differ. */
export function ParamsTable({ params, base }: ParamsTableProps) {
  const keys = [...new Set([...Object.keys(params), ...Object.keys(base?.params ?? {})])].sort()
  return (
    <Table caption="Parameters" columns={columns(base?.version)} size="xs" fixed>
      {keys.map((key) => {
        const value = textOf(ownValue(params, key))
        const before = textOf(ownValue(base?.params, key))
        return (
          <Row key={key}>
            <RowHead>
              <code className="block max-w-[min(20rem,40vw)] font-mono">{key}</code>
            </RowHead>
            <Cell nothing="not set">
              {value !== undefined && (
                <code className={`font-mono ${base && value !== before ? 'font-strong' : ''}`}>
                  {value}
                </code>
              )}
            </Cell>
            {base && (
              <Cell nothing="not set">
                {before === undefined ? undefined : before === value ? (
                  <span className="text-ink-3">same</span>
                ) : (
                  <code className="font-mono">{before}</code>
                )}
              </Cell>
            )}
          </Row>
        )
      })}
    </Table>
  )
}

function columns(base: number | undefined): Column[] {
  return [
    { key: 'name', label: 'Parameter', width: '34%' },
    { key: 'value', label: 'Value' },
    ...(base === undefined ? [] : [{ key: 'base', label: `v${base}, approved` }]),
  ]
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : jsonText(value)
}
