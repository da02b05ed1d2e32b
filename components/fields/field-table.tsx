import type { Field } from '@/lib/fields/view'
import type { FormAction } from '../action-result'
import { PressForm } from '../press-form'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { kindWords } from './kinds'

interface FieldTableProps {
  fields: readonly Field[]
  /** Null for those who may not. */
  edit: {
    hrefOf: (key: string) => string
    /** Puts a field at a place, from 1. */
    place: (key: string, position: number) => FormAction
  } | null
}

/** What an organization wants to know of its models. */
export function FieldTable({ fields, edit }: FieldTableProps) {
  return (
    <Table caption="Fields" columns={edit ? [...fieldColumns, ...editing] : fieldColumns} size="lg">
      {fields.map(({ key, label, kind, choices, required, help }, index) => (
        <Row key={key}>
          <RowHead>
            <span
              id={key}
              className="line-clamp-2 max-w-[38vw] font-strong wrap-anywhere sm:max-w-72"
            >
              {label}
            </span>
          </RowHead>
          <Cell>
            <code className="font-mono whitespace-nowrap">{key}</code>
          </Cell>
          <Cell>
            {kindWords[kind]}
            {choices.length > 0 && (
              <span className="line-clamp-2 text-ink-2 wrap-anywhere">{choices.join(', ')}</span>
            )}
          </Cell>
          <Cell nothing="optional">{required && 'Required'}</Cell>
          <Cell nothing="none">
            {help !== '' && <span className="line-clamp-2 wrap-anywhere text-ink-2">{help}</span>}
          </Cell>
          {edit && (
            <>
              <Cell>
                <span className="flex gap-1">
                  <PressForm
                    action={edit.place(key, index)}
                    label={`Move ${label} up`}
                    off={index === 0}
                  >
                    Up
                  </PressForm>
                  <PressForm
                    action={edit.place(key, index + 2)}
                    label={`Move ${label} down`}
                    off={index === fields.length - 1}
                  >
                    Down
                  </PressForm>
                </span>
              </Cell>
              <Cell numeric>
                <TextLink href={edit.hrefOf(key)}>
                  Change<span className="sr-only"> {label}</span>
                </TextLink>
              </Cell>
            </>
          )}
        </Row>
      ))}
    </Table>
  )
}

export const fieldColumns: readonly Column[] = [
  { key: 'label', label: 'Field' },
  { key: 'key', label: 'Key' },
  { key: 'kind', label: 'Kind' },
  { key: 'required', label: 'Required' },
  { key: 'help', label: 'Help' },
]

const editing: readonly Column[] = [
  { key: 'place', label: 'Place', width: '9rem' },
  { key: 'change', label: <span className="sr-only">Change</span>, numeric: true, width: '5rem' },
]
